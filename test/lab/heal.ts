import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { healLog, memoryFile } from "../../cli/stackFolder";
import { quoted } from "../../day0/shell";
import type { HealEntry } from "../../heal/heal";
import type { VnfMemory } from "../../heal/memory";
import { change, cpnr, openstack, ROOT, type Said } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { broken, OTHER_HOST_KEY } from "./brokenGuest";
import { HUNG, qemuPid, until, untilHealthy, verify } from "./health";
import { inLabVnf, MINUTE } from "./stack";

/** The seed's bootup_time, in ms. */
const BOOTUP_TIME = 300_000;

/** Recovery of VNFs that fail, by the command that a user has. */
export function healing(): void {
  it(
    "does nothing about a VNF that is healthy",
    async () => {
      await untilHealthy();
      const { code, text } = await heals();
      expect([code, text]).toEqual([0, "cpnr-dns-1: healthy; nothing: every check passes\n"]);
      expect(memoryOfLab().attempts).toEqual([]);
    },
    6 * MINUTE,
  );

  it(
    "tells in a dry run what it would do about one that is shut off, and does it then, within bootup_time",
    async () => {
      await change("server", "stop", "cpnr-dns-1");
      await until(
        () => openstack<{ status: string }>("server", "show", "cpnr-dns-1"),
        ({ status }) => status === "SHUTOFF",
      );
      const dry = await heals("--dry-run");
      expect(dry.code).toBe(1);
      expect(dry.text).toContain("cpnr-dns-1: down; would wait, then reboot: 30 s left to recover by itself");
      expect(memoryOfLab().phase).toBeUndefined();
      await recovers(() => heals());
      expect(lastReboot()).toEqual(["server is SHUTOFF"]);
    },
    10 * MINUTE,
  );

  it(
    "reboots one whose guest hangs, while it watches, and ends when it is told to",
    async () => {
      const args = ["bin/cpnr.js", "heal", "--stack", "lab", "--watch"];
      const watch = spawn("node", args, { cwd: ROOT, stdio: "ignore" });
      const qemu = qemuPid();
      process.kill(qemu, "SIGSTOP");
      await recovers(async () => {
        await until(
          async () => memoryOfLab().attempts.length,
          (attempts) => attempts === 1,
        );
        await until(
          async () => memoryOfLab(),
          ({ phase }) => phase === undefined,
        );
        watch.kill("SIGINT");
        await once(watch, "close");
        return { code: watch.exitCode ?? -1, text: "" };
      });
      expect(lastReboot()).toEqual([expect.stringMatching(HUNG), "a DNS client outside gets no response"]);
    },
    10 * MINUTE,
  );

  it(
    "deploys one anew whose Day0 is broken, when a reboot did not mend it",
    async () => {
      const removal =
        "rm /etc/NetworkManager/system-connections/bond0* /usr/local/sbin/day0-bond; sync; nmcli connection reload";
      await inLabVnf(`sudo sh -c ${quoted(removal)}`);
      await recovers(() => heals());
      const done = decisions().map(([, action]) => action);
      expect(done.slice(done.lastIndexOf("reboot"))).toContain("redeploy");
    },
    15 * MINUTE,
  );

  it(
    "leaves one alone that shows another host key, though it does not serve",
    async () => {
      const { make, mend } = OTHER_HOST_KEY;
      await broken({ make: `${make}; systemctl stop nsd`, mend: `${mend}; systemctl start nsd` }, 40);
      await until(verify, (outcomes) => faultsIn(outcomes).some(({ check }) => check === "host key"));
      const { code, text } = await heals();
      expect(code).toBe(1);
      expect(text).toContain(
        "cpnr-dns-1: unknown; nothing: the state is unknown\n  guest: 10.10.10.101 port 22: another host key",
      );
      expect(memoryOfLab().attempts).toEqual([]);
      await untilHealthy();
    },
    6 * MINUTE,
  );
}

/** Lets the VNF be recovered, which must take less than bootup_time, and leave it verified. */
async function recovers(act: () => Promise<Said>): Promise<void> {
  const begun = Date.now();
  const { code, text } = await act();
  const taken = Date.now() - begun;
  expect([code, text]).toEqual([0, expect.anything()]);
  expect(faultsIn(await verify())).toEqual([]);
  expect(taken).toBeLessThan(BOOTUP_TIME);
  console.log(`recovered in ${Math.round(taken / 1000)} s`);
}

function heals(...args: string[]): Promise<Said> {
  return cpnr("heal", args);
}

/** What heal remembers of the lab's VNF. */
function memoryOfLab(): VnfMemory {
  return JSON.parse(readFileSync(memoryFile("lab"), "utf8"))["cpnr-dns-1"];
}

/** Why the VNF was rebooted last. */
function lastReboot(): readonly string[] | undefined {
  return decisions().findLast(([, action]) => action === "reboot")?.[2];
}

/** Of each decision in heal's log: the VNF's state, what was done, and why. */
function decisions(): [state: string, action: string, evidence: readonly string[]][] {
  const lines = readFileSync(healLog("lab"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const { condition, decision } = JSON.parse(line) as HealEntry;
    return [condition.state, decision.do, condition.evidence];
  });
}
