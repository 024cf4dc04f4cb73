import { type Command, Option } from "commander";
import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import { preflightResult } from "../preflight";
import type { PreflightResult } from "../preflight/result";
import { preflightTable } from "../preflight/table";
import { faultsIn } from "../report/finding";
import { visibleData, visibleLines } from "../report/visible";
import { readStack } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";

const FORMATS = {
  table: ({ findings, warnings }: PreflightResult) =>
    [preflightTable(findings), ...warnings.map((warning) => `Note: ${warning}`)].join("\n"),
  json: (result: PreflightResult) => JSON.stringify(visibleData(result), null, 2),
};

interface Options {
  readonly stack?: string;
  readonly format: keyof typeof FORMATS;
}

/** `cpnr preflight` */
export function preflightCommand(): Command {
  return stackCommand("preflight", "Check whether the stack can be created in the cloud. Only reads.")
    .addOption(
      new Option("--format <format>", "format of the result").choices(Object.keys(FORMATS)).default("table"),
    )
    .action(checkCloud);
}

/**
 * Prints the findings of preflight and the warnings of the configuration; exit code 1 if the stack can't be created. As JSON, it
 * also prints the quotas, and the reason if there is no result.
 */
async function checkCloud(options: Options): Promise<void> {
  try {
    const { plan, owner } = await readStack(await stackOf(options));
    const cloud = await Cloud.connect(undefined, cloudOptionsOf(plan));
    const result = await preflightResult(plan, owner, cloud);
    console.log(FORMATS[options.format](result));
    if (faultsIn(result.findings).length > 0) {
      process.exitCode = 1;
    }
  } catch (error) {
    if (options.format === "json") {
      console.log(JSON.stringify({ error: visibleLines((error as Error).message) }, null, 2));
    }
    throw error;
  }
}
