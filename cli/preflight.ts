import { loadSettings } from "../config/load";
import { warnings } from "../config/rules";
import { preflight } from "../preflight";
import { preflightTable } from "../preflight/table";
import { command } from "./command";
import { configOf } from "./pulumi";
import { ownerOf } from "./stack";

/** Prints whether the cloud can take the stack and what its configuration costs; ends with exit code 1 if it can't. */
async function main(stack: string): Promise<void> {
  const settings = loadSettings(await configOf(stack));
  const checks = await preflight(settings, ownerOf(stack));
  console.log(preflightTable(checks));
  for (const { path, sentence } of warnings(settings)) {
    console.log(`To know: cpnr:${path} ${sentence}.`);
  }
  if (checks.some(({ verdict }) => verdict === "fail")) {
    process.exitCode = 1;
  }
}

command("preflight", main);
