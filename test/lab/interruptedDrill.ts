import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { quoted } from "../../day0/shell";
import { cpnr, runCommand, runOrThrow } from "../../lab/client/commands";
import { writeChangedConfig } from "./changedConfig";
import { plugCablesUntilHealthy, waitUntilHealthy } from "./health";
import { activeSlave, inLabVnf, MINUTE } from "./stack";
import {
  countUnpluggedCables,
  endStarted,
  expectRestored,
  RESTORE_MS,
  start,
  startDrill,
  waitUntilRemoved,
} from "./startedDrill";

/** Longest time in ms from the removal of a VF to its return in a drill of one cut. */
const CUT_MS = 3000;

/** A drill that is interrupted: the removed VF must be restored in every case, without a person's help. */
export function interruptedDrill(): void {
  afterEach(async () => {
    await endStarted();
    await plugCablesUntilHealthy();
  }, 6 * MINUTE);

  it(
    "restores the VF after SIGINT, and says so",
    async () => {
      const drill = startDrill("cable");
      await waitUntilRemoved(drill);
      drill.kill("SIGINT");
      await once(drill.child, "close");
      expect(drill.output()).toContain("stopped by SIGINT; everything that was removed is restored");
      expect(drill.child.exitCode).toBe(1);
      await expectRestored(0);
    },
    2 * MINUTE,
  );

  // The long suite interrupts each way by each interruption.
  it.each([
    ["guest", "SIGKILL"],
    ["port", "closed terminal"],
    ["cable", "SIGTERM"],
  ] as const)("by %s restores the VF after %s, at whatever moment", interruptDrill, 2 * MINUTE);

  it(
    "in a deployment restores the VF after Ctrl-C of pulumi up",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "cpnr-interrupted-"));
      const config = join(folder, "Pulumi.lab.yaml");
      writeChangedConfig(config, ({ drill }) => {
        drill.afterDeployment = true;
        drill.cuts = 50;
      });
      const env = { PULUMI_OPTION_CONFIG_FILE: config };
      const up = start(
        ["pulumi", "up", "--stack", "lab", "--yes", "--skip-preview", "--non-interactive"],
        env,
      );
      await waitUntilRemoved(up);
      up.kill("SIGINT");
      await once(up.child, "close");
      expect(up.child.exitCode).not.toBe(0);
      await expectRestored(RESTORE_MS);
      rmSync(folder, { recursive: true });
      expect((await runCommand("pulumi", ["up", "--stack", "lab", "--yes", "--skip-preview"])).code).toBe(0);
    },
    6 * MINUTE,
  );

  it(
    "leaves its journal if its keeper is killed too, and the next command restores the VF",
    async () => {
      const drill = startDrill("cable");
      await waitUntilRemoved(drill);
      await runOrThrow("pkill", ["-KILL", "-f", "bin/keeper[.]js"]);
      drill.kill("SIGKILL");
      await once(drill.child, "close");
      expect(await countUnpluggedCables()).toBe(1);
      const { text } = await cpnr("verify");
      expect(text).toMatch(/A drill of "cpnr-dns-1" was interrupted\. Restored: cable of sriov\d/);
      await expectRestored(0);
    },
    2 * MINUTE,
  );

  it(
    "restores the VF if it loses its SSH session in the guest",
    async () => {
      const active = "cat /sys/class/net/bond0/bonding/active_slave";
      const cutOff = `before=$(${active}); while [ "$(${active})" = "$before" ]; do sleep 0.05; done; ss -K sport = :22; systemctl stop ssh; sleep 10; systemctl start ssh`;
      await inLabVnf(`sudo systemd-run --quiet sh -c ${quoted(cutOff)}`);
      const drill = startDrill("cable");
      await once(drill.child, "close");
      expect(drill.child.exitCode).toBe(1);
      expect(drill.output()).toContain("the witness in cpnr-dns-1 ended");
      await expectRestored(0);
    },
    4 * MINUTE,
  );
}

/** How a drill can end. */
export const INTERRUPTIONS = ["SIGKILL", "SIGINT", "SIGTERM", "closed terminal"] as const;

/** Interrupts a drill at a random moment, and expects that its VF is restored without a person's help. */
export async function interruptDrill(
  way: string,
  interruption: (typeof INTERRUPTIONS)[number],
): Promise<void> {
  const before = await activeSlave();
  const drill = startDrill(way, interruption === "closed terminal" ? TERMINAL : []);
  await waitUntilRemoved(drill);
  await pause(Math.random() * CUT_MS);
  drill.kill(interruption === "closed terminal" ? "SIGKILL" : interruption);
  await expectRestored(RESTORE_MS);
  if (way === "guest") {
    expect(await activeSlave()).toBe(before);
  }
  await waitUntilHealthy();
}

/** Runs a command on a terminal of its own, which closes when this program is killed. */
const TERMINAL = ["/usr/bin/python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])"];
