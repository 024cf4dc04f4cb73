import type { Command } from "commander";
import { preflight } from "../preflight";
import { preflightTable } from "../preflight/table";
import { faultsIn } from "../report/finding";
import { readStack } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";

/** `cpnr preflight` */
export function preflightCommand(): Command {
  return stackCommand("preflight", "Check whether the stack can be created in the cloud. Only reads.").action(
    async (options) => checkCloud(await stackOf(options)),
  );
}

/** Prints the findings of preflight and the warnings of the configuration; exit code 1 if the stack can't be created. */
async function checkCloud(stack: string): Promise<void> {
  const { plan, owner } = await readStack(stack);
  const checks = await preflight(plan, owner);
  console.log(preflightTable(checks));
  for (const warning of plan.warnings) {
    console.log(`Note: ${warning}`);
  }
  if (faultsIn(checks).length > 0) {
    process.exitCode = 1;
  }
}
