import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BIN = join(__dirname, "../../bin/cpnr.js");

/** Runs cpnr as a process, from a folder that is not a project. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("node", [BIN, ...args], {
    cwd: tmpdir(),
    encoding: "utf8",
    env: { ...process.env, PATH: join(process.execPath, "..") },
  });
  return { status, stdout, stderr };
}

describe("the command line cpnr", () => {
  it("prints its help and exits with 0", () => {
    expect(run("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("Usage: cpnr") });
  });

  it.each([
    ["an unknown command", ["verfy"], "error: unknown command 'verfy'\n(Did you mean verify?)\n"],
    [
      "an unknown option",
      ["verify", "--fromat", "json"],
      "error: unknown option '--fromat'\n(Did you mean --format?)\n",
    ],
    [
      "a wrong format",
      ["verify", "--format", "xml"],
      /error: option '--format <format>' argument 'xml' is invalid/,
    ],
    [
      "a wrong number",
      ["drill", "--cuts", "0"],
      /'--cuts <number>' argument '0' is invalid. Use a whole number from 1/,
    ],
  ])("rejects %s with the correct usage, and exits with 1", (_, args, message) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(1);
    expect(stderr).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });

  it("stops without an error message if the reader of its output has ended", () => {
    const { stderr } = spawnSync("bash", ["-c", '"$1" "$2" --help | true', "bash", process.execPath, BIN], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
  });

  it("says that pulumi is not on PATH", () => {
    expect(run("keys", "--stack", "lab")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^cpnr: There is no pulumi on PATH: /),
    });
  });

  it("says in the JSON of preflight why there is no result, for the comment of a pull request", () => {
    const { status, stdout, stderr } = run("preflight", "--stack", "lab", "--format", "json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: stderr.replace(/^cpnr: /, "").trim() });
  });

  it("leaves out the drill of a deployment that is part of a recovery, and needs no lock for that", () => {
    const { status, stdout } = spawnSync("node", [BIN, "drill", "--stack", "lab"], {
      encoding: "utf8",
      env: { ...process.env, CPNR_WITHOUT_DRILL: "1" },
    });
    expect([status, stdout]).toEqual([
      0,
      "No drill: heal is recovering a VNF (CPNR_WITHOUT_DRILL=1). Run a drill when the recovery has ended.\n",
    ]);
  });

  it("says that its output can't be written, such as on a full disk, and exits with 1", () => {
    const { status, stderr } = spawnSync(
      "bash",
      ["-c", '"$1" "$2" --help > /dev/full', "bash", process.execPath, BIN],
      {
        encoding: "utf8",
      },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^cpnr: can't write to standard output: ENOSPC/);
  });

  it("does not crash if nobody can read its errors", () => {
    const script = '"$1" "$2" drill --cuts 0 2> /dev/full; echo "exit code $?"';
    const { stdout } = spawnSync("bash", ["-c", script, "bash", process.execPath, BIN], { encoding: "utf8" });
    expect(stdout).toBe("exit code 1\n");
  });
});
