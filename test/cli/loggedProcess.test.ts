import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runLogged } from "../../cli/loggedProcess";

const ROOT = join(__dirname, "../..");

describe("runLogged", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-logged-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const log = () => join(folder, "redeploy.log");

  /** Runs a shell command. @returns its end, and what was shown */
  async function run(script: string, file = log()) {
    let shown = "";
    const end = await runLogged(["sh", "-c", script], process.env, file, (text) => {
      shown += text;
    });
    return { ...end, shown };
  }

  it("writes both outputs of the command to the log, shows them, and returns them", async () => {
    writeFileSync(log(), "before\n");
    const output = "out\nerr\n";
    expect(await run("echo out; echo err >&2; exit 3")).toEqual({ code: 3, output, shown: output });
    expect(readFileSync(log(), "utf8")).toBe(`before\n${output}`);
  });

  it("passes the environment to the command", async () => {
    const end = await runLogged(
      ["sh", "-c", "echo $WITHOUT"],
      { ...process.env, WITHOUT: "1" },
      log(),
      () => undefined,
    );
    expect(end.output).toBe("1\n");
  });

  it("runs the command also if the log can't be written", async () => {
    writeFileSync(join(folder, "file"), "");
    const { code, output, shown } = await run("echo out", join(folder, "file/redeploy.log"));
    expect([code, output]).toEqual([0, "out\n"]);
    expect(shown).toMatch(/^can't write .*\nout\n$/);
  });

  it("returns only the end of a very long output", async () => {
    const { output } = await run("head -c 3000000 /dev/zero | tr '\\0' x; echo end");
    expect(output.length).toBe(1024 * 1024);
    expect(output.endsWith("xend\n")).toBe(true);
  });

  it("throws if the command does not exist", async () => {
    await expect(runLogged(["no-such-command"], process.env, log(), () => undefined)).rejects.toThrow(
      "ENOENT",
    );
  });

  it.each<NodeJS.Signals>(["SIGHUP", "SIGKILL"])(
    "lets the command go on if this process ends by %s",
    async (signal) => {
      const done = join(folder, "done");
      const script = `require("./bin/register"); const { runLogged } = require("./cli/loggedProcess"); runLogged(["sh", "-c", "echo begin; sleep 1; echo end; touch ${done}"], process.env, "${log()}", (text) => process.stderr.write(text));`;
      const parent = spawn("node", ["-e", script], { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
      await once(parent.stderr, "data");
      parent.kill(signal);
      await once(parent, "close");
      for (let wait = 0; wait < 100 && !existsSync(done); wait += 1) {
        await pause(100);
      }
      expect(readFileSync(log(), "utf8")).toBe("begin\nend\n");
    },
  );
});
