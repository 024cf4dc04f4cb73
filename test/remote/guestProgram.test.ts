import { spawnSync } from "node:child_process";
import { guestProgram } from "../../remote/guestProgram";
import { parseEvidence } from "../../verify/evidence";

/** Runs a program as an SSH server does: in a shell, with everything on its standard input. */
function run({ command, input }: ReturnType<typeof guestProgram>, env: Record<string, string> = {}) {
  return spawnSync("/bin/sh", ["-c", command], { input, encoding: "utf8", env: { ...process.env, ...env } });
}

describe("a program that runs in a guest", () => {
  it("collects evidence of the expected shape", () => {
    const { status, stdout } = run(guestProgram("evidence", { bond: "bond0", pings: [], dns: null }));
    expect(status).toBe(0);
    expect(parseEvidence(stdout)).toMatchObject({ bond: null, cloudInit: { ended: false } });
  });

  it("passes names with any characters to the guest unchanged", () => {
    const over = "a\"'\\\u2028é";
    const pings = [{ address: "127.0.0.1", over }];
    const { stdout } = run(guestProgram("evidence", { bond: "bond0", pings, dns: null }));
    expect(JSON.parse(stdout).pings).toMatchObject([{ over }]);
  });

  it("says that there is no Python", () => {
    const { status, stderr } = run(guestProgram("dns", { name: "www.example.test", servers: [] }), {
      PATH: "/nowhere",
    });
    expect({ status, stderr }).toEqual({ status: 127, stderr: "there is no Python 3 here\n" });
  });
});
