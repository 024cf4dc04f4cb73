import { preflight } from "../preflight";
import { preflightTable } from "../preflight/table";
import { command } from "./command";
import { readStack } from "./stack";

/** Prints whether the cloud can take the stack and what its configuration costs; ends with exit code 1 if it can't. */
async function main(stack: string): Promise<void> {
  const { plan, owner } = await readStack(stack);
  const checks = await preflight(plan, owner);
  console.log(preflightTable(checks));
  for (const warning of plan.warnings) {
    console.log(`To know: ${warning}`);
  }
  if (checks.some(({ verdict }) => verdict === "fail")) {
    process.exitCode = 1;
  }
}

command("preflight", main);
