import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { Command, Option } from "commander";
import { stacksOf, touchedStacks } from "../ci/touchedStacks";

const run = promisify(execFile);

interface Options {
  readonly since?: string;
  readonly format: "list" | "json";
}

/** `cpnr stacks` */
export function stacksCommand(): Command {
  return new Command("stacks")
    .description("List the stacks that have a file in this folder, except the lab's.")
    .option("--since <commit>", "only the stacks whose deployment the changes since this commit can alter")
    .addOption(
      new Option("--format <format>", "format of the list").choices(["list", "json"]).default("list"),
    )
    .action(listStacks);
}

/** Prints the names of the stacks, one a line or as one line of JSON. */
async function listStacks({ since, format }: Options): Promise<void> {
  const all = stacksOf(readdirSync("."));
  const changed = since === undefined ? undefined : await changedFiles(since);
  const stacks = changed === undefined ? all : touchedStacks(all, changed);
  for (const line of format === "json" ? [JSON.stringify(stacks)] : stacks) {
    console.log(line);
  }
}

/** The files below this folder that differ between a commit and HEAD. undefined if the repository does not have the commit. */
async function changedFiles(since: string): Promise<string[] | undefined> {
  const git = async (...args: string[]) => (await run("git", args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${since}^{commit}`).catch(
    () => undefined,
  );
  if (commit === undefined) {
    // Such as the first push of a branch, or a forced push: what was deployed before is unknown.
    console.error(`cpnr: the repository has no commit ${since}: all stacks are listed.`);
    return undefined;
  }
  const names = await git("diff", "--name-only", "--no-renames", "--relative", "-z", commit.trim(), "HEAD");
  return names.split("\0").filter((name) => name !== "");
}
