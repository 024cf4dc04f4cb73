import { appendFileSync } from "node:fs";
import type { Command } from "commander";
import { type HealEntry, heal } from "../heal/heal";
import { Memory } from "../heal/memory";
import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import { abortOnSignals, StoppedBySignal } from "./abortOnSignals";
import { redeployVnf } from "./redeployment";
import { restoreAfterInterruption } from "./restoration";
import { readStack } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";
import { healLogFile, memoryFile, withStackLock } from "./stackFolder";

interface Options {
  readonly stack?: string;
  readonly watch?: boolean;
  readonly dryRun?: boolean;
}

/** `cpnr heal` */
export function healCommand(): Command {
  return stackCommand(
    "heal",
    "Recover the VNFs that fail, one at a time, by the stack's policy (cpnr:heal), and print each decision with its evidence.",
  )
    .option("--watch", "continue when nothing is left to do")
    .option("--dry-run", "only print what would be done")
    .action(healStack);
}

/** Heals the stack's VNFs; exit code 1 if one of them is not healthy at the end. */
async function healStack({ watch = false, dryRun = false, ...options }: Options): Promise<void> {
  const name = await stackOf(options);
  const abortController = abortOnSignals();
  const { signal } = abortController;
  const stack = await readStack(name);
  const connect = () => Cloud.connect(undefined, cloudOptionsOf(stack.plan));
  const unhealthy = await withStackLock(name, abortController.abort.bind(abortController), async () => {
    await restoreAfterInterruption(name, { ...stack, cloud: await connect() });
    return heal({
      stack,
      connect,
      memory: new Memory(memoryFile(name)),
      redeploy: (vnf) => redeployVnf(name, vnf),
      log: (entry) => {
        console.log(sentences(entry, dryRun));
        if (!dryRun) {
          appendFileSync(healLogFile(name), `${JSON.stringify({ at: new Date(), ...entry })}\n`);
        }
      },
      isWatch: watch,
      isDryRun: dryRun,
      signal,
    });
  }).catch((error: Error) => {
    if (watch && signal.reason instanceof StoppedBySignal) {
      // A watch ends only by a signal, so this is no error. The memory on disk is complete.
      console.error(`cpnr: ${signal.reason.message}`);
      return [];
    }
    throw signal.aborted ? signal.reason : error;
  });
  process.exitCode = unhealthy.length > 0 ? 1 : 0;
}

/** Formats a decision and its evidence for the terminal. */
function sentences({ vnf, condition, decision, failure }: HealEntry, dryRun: boolean): string {
  if (failure !== undefined) {
    return `${vnf}: ${decision.do} failed: ${failure}`;
  }
  const then = decision.do === "wait" ? `, then ${decision.next}` : "";
  const would = dryRun && decision.do !== "nothing" ? "would " : "";
  return [
    `${vnf}: ${condition.state}; ${would}${decision.do}${then}: ${decision.why}`,
    ...condition.evidence,
  ].join("\n  ");
}
