import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { journalFile } from "../../cli/stackFolder";
import { quoted } from "../../day0/shell";
import { cpnr, done, ROOT } from "../../lab/client/commands";
import { mended } from "./health";
import { inLabVnf, MINUTE } from "./stack";

/** A drill that can't end as it was to: whatever stops it, nothing stays away. */
export function interruptedDrill(): void {
  afterEach(mended, 6 * MINUTE);

  it(
    "gives back what it took when it is interrupted, and says so",
    async () => {
      const drill = await drillEndedBy("SIGINT");
      expect(drill.said()).toContain("stopped by SIGINT; everything that was removed is restored");
      expect(drill.child.exitCode).toBe(1);
      expect(await cablesOut()).toBe(0);
      expect(existsSync(journalFile("lab"))).toBe(false);
    },
    2 * MINUTE,
  );

  it(
    "leaves a note when it is killed, by which the next command gives back what it took",
    async () => {
      await drillEndedBy("SIGKILL");
      expect(await cablesOut()).toBe(1);
      const { text } = await cpnr("verify");
      expect(text).toMatch(/A drill of "cpnr-dns-1" was interrupted\. Restored: cable of sriov\d/);
      expect(await cablesOut()).toBe(0);
      expect(existsSync(journalFile("lab"))).toBe(false);
    },
    2 * MINUTE,
  );

  it(
    "gives back what it took when it loses its login in the guest",
    async () => {
      const active = "cat /sys/class/net/bond0/bonding/active_slave";
      const cutOff = `before=$(${active}); while [ "$(${active})" = "$before" ]; do sleep 0.05; done; ss -K sport = :22; systemctl stop ssh; sleep 10; systemctl start ssh`;
      await inLabVnf(`sudo systemd-run --quiet sh -c ${quoted(cutOff)}`);
      const drill = startedDrill();
      await once(drill.child, "close");
      expect(drill.child.exitCode).toBe(1);
      expect(drill.said()).toContain("the witness in cpnr-dns-1 ended");
      expect(await cablesOut()).toBe(0);
    },
    4 * MINUTE,
  );
}

interface RunningDrill {
  readonly child: ChildProcess;
  readonly said: () => string;
}

/** A drill that would go on for long. */
function startedDrill(): RunningDrill {
  const args = "bin/cpnr.js drill --stack lab --way cable --cuts 50";
  const child = spawn("node", args.split(" "), { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text: Buffer) => {
      said += text;
    });
  }
  return { child, said: () => said };
}

/** A drill that a signal met while it had a cable out, when it has ended. */
async function drillEndedBy(signal: NodeJS.Signals): Promise<RunningDrill> {
  const drill = startedDrill();
  await untilTaken();
  drill.child.kill(signal);
  await once(drill.child, "close");
  return drill;
}

/** Waits until a cable is out. */
async function untilTaken(): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!(existsSync(journalFile("lab")) && (await cablesOut()) === 1)) {
    if (Date.now() > limit) {
      throw new Error("the drill took nothing away within 30 s");
    }
    await pause(50);
  }
}

/** How many of the lab's cables are out. */
async function cablesOut(): Promise<number> {
  const status = await done("lab/lab", ["status"]);
  return status.split("\n").filter((line) => /^\s*cable .* down /.test(line)).length;
}
