import type { Command } from "commander";
import { Journal } from "../drill/journal";
import { describeRemoval } from "../drill/ways";
import { systemClock } from "../heal/clock";
import { connectToStack } from "../heal/connection";
import { type HealEntry, type HealOptions, heal } from "../heal/heal";
import { MemoryStore, memoryFileStorage } from "../heal/memoryStore";
import { surveyCloud } from "../openstack/survey";
import { findObstacle } from "../preflight/recovery";
import { appendToLog } from "../remote/boundedLog";
import { abortOnSignals, StoppedBySignal } from "./abortOnSignals";
import { redeployVnf } from "./redeployment";
import { restoreAfterInterruption } from "./restoration";
import { connectToCloud, type DeployedStack, readDeployedStack } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";
import { healLogFile, journalFile, memoryFile, redeployLogFile, withStackLock } from "./stackFolder";
import { StackLease } from "./stackLease";

interface Options {
  readonly stack?: string;
  readonly watch?: boolean;
  readonly dryRun?: boolean;
}

/** `cpnr heal` */
export function healCommand(): Command {
  return stackCommand(
    "heal",
    "Recover the VNFs that fail, one at a time, by the stack's policy (cpnr:heal), and print each decision with its evidence. A VNF that answers a DNS client is never touched.",
  )
    .option("--watch", "continue when nothing is left to do")
    .option("--dry-run", "only print what would be done, and change nothing")
    .action(healStack);
}

/** Heals the stack's VNFs; exit code 1 if one of them is not healthy at the end. */
async function healStack({ watch = false, dryRun = false, ...options }: Options): Promise<void> {
  const name = await stackOf(options);
  const abortController = abortOnSignals();
  const { signal } = abortController;
  const stack = await readDeployedStack(name);
  // A lost lease is taken again at the next look; until then heal does not act.
  const lease = new StackLease(stack, "cpnr heal", ({ message }) => warn(message));
  const run = () =>
    heal({
      plan: stack.plan,
      connect: () => connectToStack(stack, () => connectToCloud(stack)),
      redeploy: (vnf) => redeployVnf(name, vnf, redeployLogFile(name), () => obstacleTo(vnf, stack)),
      store: new MemoryStore(memoryFileStorage(memoryFile(name), dryRun), warn),
      log: (entry) => console.log(sentences(entry, dryRun)),
      isWatch: watch,
      isDryRun: dryRun,
      clock: systemClock(),
      signal,
      ...(dryRun ? {} : changesOnDisk(name, stack, lease)),
    });
  // A dry run changes nothing, so it needs no lock: it can run beside a heal that watches.
  const ending = dryRun
    ? reportInterruption(name, run)
    : withStackLock({ stack: name, command: "heal" }, abortController.abort.bind(abortController), () =>
        run().finally(() => lease.release()),
      );
  const unhealthy = await ending.catch((error: Error) => {
    if (watch && signal.reason instanceof StoppedBySignal) {
      // A watch ends only by a signal, so this is no error. The memory on disk is complete.
      console.error(`cpnr: ${signal.reason.message}`);
      return [];
    }
    throw signal.aborted ? signal.reason : error;
  });
  process.exitCode = unhealthy.length > 0 ? 1 : 0;
}

/** Finds why a VNF can't be deployed anew. */
async function obstacleTo(vnf: string, stack: DeployedStack): Promise<string | undefined> {
  const cloud = await connectToCloud(stack);
  return findObstacle(vnf, { ...stack, survey: await surveyCloud(cloud, stack.plan) });
}

/** Interval in ms at which heal tries again to restore the VF of an interrupted drill. */
const RESTORE_INTERVAL_MS = 300_000;

/** The parts of a heal that writes to the disk: the log, and the restoration after an interrupted drill. */
function changesOnDisk(
  name: string,
  stack: DeployedStack,
  lease: StackLease,
): Pick<HealOptions, "connect" | "log"> {
  const warnOnce = changedOnly(warn);
  let restoredAt = Number.NEGATIVE_INFINITY;
  return {
    connect: () =>
      connectToStack(stack, async () => {
        if (performance.now() - restoredAt >= RESTORE_INTERVAL_MS) {
          restoredAt = performance.now();
          // The VNF whose VF can't be restored may be the one to recover.
          await restoreAfterInterruption(name, stack).catch((error: Error) => warnOnce(error.message));
        }
        const cloud = await connectToCloud(stack);
        await lease.ensure(cloud);
        return cloud;
      }),
    log: (entry) => {
      console.log(sentences(entry, false));
      try {
        appendToLog(healLogFile(name), JSON.stringify({ at: new Date(), ...entry }));
      } catch (error) {
        warnOnce(`heal can't write its log, and goes on: ${(error as Error).message}.`);
      }
    },
  };
}

/** Prints that a drill was interrupted, and runs a dry run. */
function reportInterruption<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    const removal = new Journal(journalFile(name)).read();
    if (removal !== undefined) {
      warn(
        `A drill of "${removal.vnf}" was interrupted or is running. Without --dry-run, heal first restores: ${describeRemoval(removal)}.`,
      );
    }
  } catch (error) {
    warn((error as Error).message);
  }
  return run();
}

function warn(sentence: string): void {
  console.error(sentence);
}

/** Passes a sentence on if it differs from the last one. */
function changedOnly(report: (sentence: string) => void): (sentence: string) => void {
  let last = "";
  return (sentence) => {
    if (sentence !== last) {
      last = sentence;
      report(sentence);
    }
  };
}

/** Formats a decision and its evidence for the terminal. */
function sentences({ vnf, condition, decision, failure }: HealEntry, dryRun: boolean): string {
  if (failure !== undefined) {
    return `${vnf}: ${decision.do} ${failure.is}: ${failure.reason}`;
  }
  const then = decision.do === "wait" ? `, then ${decision.next}` : "";
  const would = dryRun && decision.do !== "nothing" ? "would " : "";
  return [
    `${vnf}: ${condition.state}; ${would}${decision.do}${then}: ${decision.why}`,
    ...condition.evidence,
  ].join("\n  ");
}
