import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(__dirname, "../..");

/** The completions of a command line. Its last word is incomplete. */
async function completions(...words: string[]): Promise<string[]> {
  const { stdout } = await complete("--", ...words);
  return stdout.split("\n").flatMap((line) => /^[^:\t]+/.exec(line)?.[0] ?? []);
}

function complete(...words: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, ["bin/cpnr.js", "complete", ...words], { cwd: ROOT });
}

describe("the completion of cpnr", () => {
  it("offers the commands", async () => {
    expect(await completions("")).toEqual(
      expect.arrayContaining(["keys", "preflight", "verify", "drill", "heal", "report"]),
    );
  });

  it("offers the options of a command", async () => {
    expect(await completions("heal", "--")).toEqual(
      expect.arrayContaining(["--stack", "--watch", "--dry-run", "--help"]),
    );
  });

  it("offers the values of an option", async () => {
    expect(await completions("verify", "--format", "")).toEqual(["table", "json", "junit"]);
  });

  it("offers the stacks that have a file in the folder", async () => {
    expect(await completions("verify", "--stack", "")).toEqual(["lab", "prod"]);
  });

  it.each(["bash", "zsh", "fish", "powershell"])("prints a script for %s", async (shell) => {
    expect((await complete(shell)).stdout).toMatch(/cpnr complete '?--/);
  });

  it("rejects an unknown shell in one sentence", async () => {
    await expect(complete("tcsh")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: [^\n]*'tcsh' is invalid[^\n]*bash[^\n]*\n$/),
    });
  });
});
