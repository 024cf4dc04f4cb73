import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { journalFile } from "../../cli/stackFolder";
import { quoted } from "../../day0/shell";
import { cpnr, ROOT, runOrThrow } from "../../lab/client/commands";
import { plugCablesUntilHealthy } from "./health";
import { inLabVnf, MINUTE } from "./stack";

/** A drill that is interrupted: the removed VF must be restored in every case. */
export function interruptedDrill(): void {
  afterEach(plugCablesUntilHealthy, 6 * MINUTE);

  it(
    "restores the VF after SIGINT, and says so",
    async () => {
      const drill = await interruptDrill("SIGINT");
      expect(drill.output()).toContain("stopped by SIGINT; everything that was removed is restored");
      expect(drill.child.exitCode).toBe(1);
      expect(await countUnpluggedCables()).toBe(0);
      expect(existsSync(journalFile("lab"))).toBe(false);
    },
    2 * MINUTE,
  );

  it(
    "leaves its journal after SIGKILL, and the next command restores the VF",
    async () => {
      await interruptDrill("SIGKILL");
      expect(await countUnpluggedCables()).toBe(1);
      const { text } = await cpnr("verify");
      expect(text).toMatch(/A drill of "cpnr-dns-1" was interrupted\. Restored: cable of sriov\d/);
      expect(await countUnpluggedCables()).toBe(0);
      expect(existsSync(journalFile("lab"))).toBe(false);
    },
    2 * MINUTE,
  );

  it(
    "restores the VF if it loses its SSH session in the guest",
    async () => {
      const active = "cat /sys/class/net/bond0/bonding/active_slave";
      const cutOff = `before=$(${active}); while [ "$(${active})" = "$before" ]; do sleep 0.05; done; ss -K sport = :22; systemctl stop ssh; sleep 10; systemctl start ssh`;
      await inLabVnf(`sudo systemd-run --quiet sh -c ${quoted(cutOff)}`);
      const drill = startDrill();
      await once(drill.child, "close");
      expect(drill.child.exitCode).toBe(1);
      expect(drill.output()).toContain("the witness in cpnr-dns-1 ended");
      expect(await countUnpluggedCables()).toBe(0);
    },
    4 * MINUTE,
  );
}

interface RunningDrill {
  readonly child: ChildProcess;
  readonly output: () => string;
}

/** Starts a drill that runs for a long time. */
function startDrill(): RunningDrill {
  const args = "bin/cpnr.js drill --stack lab --way cable --cuts 50";
  const child = spawn("node", args.split(" "), { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text: Buffer) => {
      printed += text;
    });
  }
  return { child, output: () => printed };
}

/** Starts a drill, sends a signal while a cable is unplugged, and waits until the drill has ended. */
async function interruptDrill(signal: NodeJS.Signals): Promise<RunningDrill> {
  const drill = startDrill();
  await waitUntilUnplugged();
  drill.child.kill(signal);
  await once(drill.child, "close");
  return drill;
}

/** Waits until the drill has unplugged a cable. */
async function waitUntilUnplugged(): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(existsSync(journalFile("lab")) && (await countUnpluggedCables()) === 1)) {
    if (Date.now() > deadline) {
      throw new Error("the drill unplugged no cable within 30 s");
    }
    await pause(50);
  }
}

/** The number of unplugged cables in the lab. */
async function countUnpluggedCables(): Promise<number> {
  const status = await runOrThrow("lab/lab", ["status"]);
  return status.split("\n").filter((line) => /^\s*cable .* down /.test(line)).length;
}
