import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { visibleLines } from "../report/visible";
import { driftIssueCommand } from "./driftIssue";
import { drillCommand } from "./drill";
import { healCommand } from "./heal";
import { keysCommand } from "./keys";
import { orphansCommand } from "./orphans";
import { preflightCommand } from "./preflight";
import { previewCommentCommand } from "./previewComment";
import { reportCommand } from "./report";
import { rolloutCommand } from "./rollout";
import { stacksCommand } from "./stacks";
import { uplinkCommand } from "./uplink";
import { verifyCommand } from "./verify";

/** The command line of the project. */
export function cpnr(): Command {
  const program = new Command("cpnr")
    .description("CPNR DNS VNFs on OpenStack, besides `pulumi preview` and `pulumi up`.")
    .version(version)
    .addHelpText("after", EXIT_CODES);
  for (const command of [
    keysCommand(),
    preflightCommand(),
    verifyCommand(),
    drillCommand(),
    healCommand(),
    uplinkCommand(),
    reportCommand(),
    rolloutCommand(),
    orphansCommand(),
    stacksCommand(),
    previewCommentCommand(),
    driftIssueCommand(),
  ]) {
    program.addCommand(command.exitOverride());
  }
  return program.exitOverride();
}

const EXIT_CODES = `
Exit codes: 0 if everything is well, 1 if something is wrong or can't be done.
Credentials: OS_CLOUD and clouds.yaml, or the OS_* variables.
Completion: source <(cpnr complete bash), or zsh, fish, powershell.`;

/** Runs the command line of this process: an error ends it with one sentence and exit code 1. */
export async function main(program = cpnr()): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the error or the help.
      process.exitCode = error.exitCode;
      return;
    }
    console.error(`cpnr: ${visibleLines(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = 1;
  }
}
