import type { Command } from "commander";
import { parseEvents } from "../preview/events";
import { rolloutStatus } from "../preview/rolloutStatus";
import { modelOf } from "../preview/verdict";
import { visible } from "../report/visible";
import { previewEvents } from "./pulumi";
import { readStack } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";

/** `cpnr rollout` */
export function rolloutCommand(): Command {
  return stackCommand(
    "rollout",
    "Say how far a rollout has come: for each VNF whether it is done, next or waits, and why. It only previews.",
  )
    .option(
      "--status",
      "the default, and all that this command does: `pulumi up` begins and continues a rollout",
    )
    .action(async (options) => showRollout(await stackOf(options)));
}

/**
 * Prints how far the rollout of each VNF has come; exit code 1 if one of them is not done.
 * @throws with the errors of the preview
 */
async function showRollout(stack: string): Promise<void> {
  const [{ plan }, { events, standardError }] = await Promise.all([readStack(stack), previewEvents(stack)]);
  const model = modelOf(parseEvents(events, standardError));
  if (!model.isComplete) {
    throw new Error(["the preview failed:", ...model.errors].join("\n  "));
  }
  const all = rolloutStatus(plan, model);
  for (const { vnf, state, why } of all) {
    console.log(visible(`${vnf}: ${state}: ${why}.`));
  }
  process.exitCode = all.every(({ state }) => state === "done") ? 0 : 1;
}
