import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { healLogFile, memoryFile } from "../../cli/stackFolder";
import { quoted } from "../../day0/shell";
import type { HealEntry } from "../../heal/heal";
import { parseMemory, type VnfMemory } from "../../heal/memory";
import { type CommandOutput, cpnr, openstack, ROOT, runOpenstack } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { breakGuest, OTHER_HOST_KEY } from "./brokenGuest";
import { HUNG, qemuPid, verify, waitUntil, waitUntilHealthy } from "./health";
import { inLabVnf, MINUTE } from "./stack";

/** bootup_time of the Cisco guide, in ms. */
const BOOTUP_TIME_MS = 300_000;

/** Recovery of VNFs that fail, with `cpnr heal`. */
export function healing(): void {
  it(
    "does nothing with a healthy VNF",
    async () => {
      await waitUntilHealthy();
      const { code, text } = await runHeal();
      expect([code, text]).toEqual([0, "cpnr-dns-1: healthy; nothing: every check passes\n"]);
      expect(memoryOfLab().attempts).toEqual([]);
    },
    6 * MINUTE,
  );

  it(
    "reboots a VNF whose guest hangs in a watch, and ends after SIGINT",
    async () => {
      const args = ["bin/cpnr.js", "heal", "--stack", "lab", "--watch"];
      const watch = spawn("node", args, { cwd: ROOT, stdio: "ignore" });
      const qemu = qemuPid();
      process.kill(qemu, "SIGSTOP");
      await expectRecovery(async () => {
        await waitUntil(
          async () => memoryOfLab().attempts.length,
          (attempts) => attempts === 1,
        );
        await waitUntil(
          async () => memoryOfLab().attempts.length,
          (attempts) => attempts === 0,
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
    "does not touch a VNF with another host key, although it answers no DNS query",
    async () => {
      const { causeCommand, fixCommand } = OTHER_HOST_KEY;
      await breakGuest(
        {
          causeCommand: `${causeCommand}; systemctl stop knot`,
          fixCommand: `${fixCommand}; systemctl start knot`,
        },
        40,
      );
      await waitUntil(verify, (outcomes) => faultsIn(outcomes).some(({ check }) => check === "host key"));
      const { code, text } = await runHeal();
      expect(code).toBe(1);
      expect(text).toContain(
        "cpnr-dns-1: unknown; nothing: the state is unknown, so heal does not act (cpnr verify shows the checks)\n  guest: 10.10.10.101 port 22: another host key (SHA256:",
      );
      expect(memoryOfLab().attempts).toEqual([]);
      await waitUntilHealthy();
    },
    6 * MINUTE,
  );
}

/** Recovery of a VNF that no reboot repairs. The long suite has it, because it takes up to bootup_time. */
export function healingByRedeployment(): void {
  it(
    "redeploys a VNF whose Day0 is broken, after a reboot did not fix it",
    async () => {
      const removal =
        "rm /etc/NetworkManager/system-connections/bond0* /usr/local/sbin/day0-bond; sync; nmcli connection reload";
      await inLabVnf(`sudo sh -c ${quoted(removal)}`);
      await expectRecovery(() => runHeal());
      const actions = decisions().map(([, action]) => action);
      expect(actions.slice(actions.lastIndexOf("reboot"))).toContain("redeploy");
    },
    15 * MINUTE,
  );
}

/** Recovery of a VNF that is shut off. The long suite has it; four VNFs recover from it in the suite of each change. */
export function healingOfShutOff(): void {
  it(
    "prints in a dry run what it would do with a VNF that is shut off, and then recovers it within bootup_time",
    async () => {
      await runOpenstack("server", "stop", "cpnr-dns-1");
      await waitUntil(
        () => openstack<{ status: string }>("server", "show", "cpnr-dns-1"),
        ({ status }) => status === "SHUTOFF",
      );
      const dry = await runHeal("--dry-run");
      expect(dry.code).toBe(1);
      expect(dry.text).toContain("cpnr-dns-1: down; would wait, then reboot: 30 s left to recover by itself");
      expect(memoryOfLab().phase).toBeUndefined();
      await expectRecovery(() => runHeal());
      expect(lastReboot()).toEqual(["server is SHUTOFF", "a DNS client outside gets no response"]);
    },
    10 * MINUTE,
  );
}

/** Recovers the VNF with `act`. The recovery must take less than bootup_time, and the verification must pass afterwards. */
async function expectRecovery(act: () => Promise<CommandOutput>): Promise<void> {
  const startedAt = Date.now();
  const { code, text } = await act();
  const durationMs = Date.now() - startedAt;
  expect([code, text]).toEqual([0, expect.anything()]);
  expect(faultsIn(await verify())).toEqual([]);
  expect(durationMs).toBeLessThan(BOOTUP_TIME_MS);
  console.log(`recovered in ${Math.round(durationMs / 1000)} s`);
}

function runHeal(...args: string[]): Promise<CommandOutput> {
  return cpnr("heal", args);
}

/** What heal remembers of the lab's VNF. */
function memoryOfLab(): VnfMemory {
  return parseMemory(readFileSync(memoryFile("lab"), "utf8")).vnfs["cpnr-dns-1"] as VnfMemory;
}

/** The evidence of the last reboot. */
function lastReboot(): readonly string[] | undefined {
  return decisions().findLast(([, action]) => action === "reboot")?.[2];
}

/** For each decision in heal's log: the VNF's state, the action, and the evidence. */
function decisions(): [state: string, action: string, evidence: readonly string[]][] {
  const lines = readFileSync(healLogFile("lab"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const { condition, decision } = JSON.parse(line) as HealEntry;
    return [condition.state, decision.do, condition.evidence];
  });
}
