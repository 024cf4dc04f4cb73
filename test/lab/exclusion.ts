import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandOutput, openstack, ROOT, runCommand } from "../../lab/client/commands";
import { waitUntilHealthy } from "./health";
import { MINUTE } from "./stack";
import { endStarted, startDrill, waitUntilRemoved } from "./startedDrill";

/** Two clones of the project, as on two machines: they share the cloud, but no file. */
export function exclusion(): void {
  let clone = "";

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "cpnr-clone-"));
    execFileSync("git", ["clone", "--quiet", ROOT, clone]);
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  });

  afterEach(endStarted, MINUTE);
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  it(
    "refuses a drill and a heal while a drill runs elsewhere, and says who runs it",
    async () => {
      const drill = startDrill("guest");
      await waitUntilRemoved(drill);
      for (const command of ["drill", "heal"]) {
        const { code, text } = await runInClone(command);
        expect(code).toBe(1);
        expect(text).toMatch(/\w+@\S+: cpnr drill works on this stack since .*: wait until it has ended/);
      }
      drill.kill("SIGINT");
      await once(drill.child, "exit");
      await waitUntilHealthy();
    },
    5 * MINUTE,
  );

  it(
    "lets a heal run elsewhere after the drill has ended, and leaves the mark of each port as it was",
    async () => {
      expect(await runInClone("heal")).toEqual({
        code: 0,
        text: "cpnr-dns-1: healthy; nothing: every check passes\n",
      });
      const ports = await openstack<{ ID: string }[]>("port", "list");
      const shown = ports.map(({ ID }) => openstack<{ description: string }>("port", "show", ID));
      const descriptions = (await Promise.all(shown)).map(({ description }) => description);
      expect(new Set(descriptions)).toEqual(new Set(["cpnr-stack=cpnr/lab"]));
    },
    3 * MINUTE,
  );

  function runInClone(command: string): Promise<CommandOutput> {
    return runCommand("node", [join(clone, "bin/cpnr.js"), command, "--stack", "lab"]);
  }
}
