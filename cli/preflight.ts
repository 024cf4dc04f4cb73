import { loadSettings } from "../config/load";
import { warnings } from "../config/rules";
import { preflight } from "../preflight";
import { preflightTable } from "../preflight/table";
import { command } from "./command";
import { configOf } from "./pulumi";

/** Prints whether the cloud can take the stack and what its configuration costs; ends with exit code 1 if it can't. */
async function main(stack: string): Promise<void> {
  const settings = loadSettings(await configOf(stack));
  // A stack may be named with its organization and project; the program knows its last name.
  const checks = await preflight(settings, `cpnr/${stack.split("/").at(-1)}`);
  console.log(preflightTable(checks));
  for (const { path, sentence } of warnings(settings)) {
    console.log(`To know: cpnr:${path} ${sentence}.`);
  }
  if (checks.some(({ verdict }) => verdict === "fail")) {
    process.exitCode = 1;
  }
}

command("preflight", main);
