import { type Command, InvalidArgumentError, Option } from "commander";
import { type DrillResult, drill } from "../drill/drill";
import { Keeper } from "../drill/keeper";
import { maxGapOf } from "../drill/limits";
import type { Way } from "../drill/measurement";
import { drillTable } from "../drill/table";
import { vfControlsOf } from "../drill/ways";
import type { Drill } from "../plan/plan";
import { abortOnSignals } from "./abortOnSignals";
import { WITHOUT_DRILL } from "./redeployment";
import { restoreAfterInterruption } from "./restoration";
import { connectToCloud, readDeployedStack, vnfsNamed } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";
import { journalFile, keeperLogFile, withStackLock } from "./stackFolder";
import { StackLease } from "./stackLease";

const WAYS: readonly Way[] = ["guest", "port", "cable"];

interface Options {
  readonly stack?: string;
  readonly vnf?: readonly string[];
  readonly way?: readonly Way[];
  readonly cuts?: number;
  readonly format: "table" | "json";
}

/** `cpnr drill` */
export function drillCommand(): Command {
  return stackCommand(
    "drill",
    "Remove the active VF of each VNF, one VNF after the other, and measure what a DNS client sees. Whatever is removed is restored. The stack must allow it (cpnr:drill).",
  )
    .option("--vnf <name...>", "only these VNFs")
    .addOption(new Option("--way <way...>", "only these ways").choices(WAYS))
    .option("--cuts <number>", "cuts by each way (default: cpnr:drill.cuts)", countOf)
    .addOption(
      new Option("--format <format>", "format of the result").choices(["table", "json"]).default("table"),
    )
    .action(drillStack);
}

/** Drills the stack's VNFs and prints the results; exit code 1 if a client was without a response for too long. */
async function drillStack({ vnf, way, cuts, format, ...options }: Options): Promise<void> {
  if (process.env[WITHOUT_DRILL] === "1") {
    console.log(
      `No drill: heal is recovering a VNF (${WITHOUT_DRILL}=1). Run a drill when the recovery has ended.`,
    );
    return;
  }
  const name = await stackOf(options);
  const abortController = abortOnSignals();
  const { signal } = abortController;
  const read = await readDeployedStack(name);
  const stack = { ...read, cloud: await connectToCloud(read) };
  const { plan } = stack;
  const vnfs = vnfsNamed(stack, vnf);
  if (plan.drill === undefined) {
    throw new Error(
      `stack ${name} does not allow a drill, because a drill removes VFs that carry traffic: set cpnr:drill in Pulumi.${name}.yaml ({} is enough).`,
    );
  }
  const drillOptions = {
    ways: waysNamed(way, plan.drill),
    cuts: cuts ?? plan.drill.cuts,
    logProgress: (text: string) => console.error(text),
  };
  const results: Record<string, DrillResult> = {};
  const abort = abortController.abort.bind(abortController);
  const lease = new StackLease(stack, "cpnr drill", abort);
  const drillVnfs = async () => {
    await lease.ensure(stack.cloud);
    await restoreAfterInterruption(name, stack);
    const files = { journal: journalFile(name), log: keeperLogFile(name) };
    const keeper = await Keeper.start({ ...vfControlsOf(plan), ...files });
    try {
      for (const one of vnfs) {
        signal.throwIfAborted();
        results[one.name] = await drill({ stack, keeper, signal }, one, drillOptions);
      }
    } finally {
      keeper.close();
    }
  };
  await withStackLock({ stack: name, command: "drill" }, abort, () =>
    drillVnfs().finally(() => lease.release()),
  ).catch((error: Error) => {
    throw error === signal.reason
      ? new Error(`${error.message}; everything that was removed is restored.`)
      : error;
  });
  console.log(
    format === "json"
      ? JSON.stringify(results, null, 2)
      : Object.entries(results)
          .map(([one, result]) => drillTable(one, result, maxGapOf(plan)))
          .join("\n\n"),
  );
  process.exitCode = Object.values(results).some(({ faults }) => faults.length > 0) ? 1 : 0;
}

/** The ways with these names, or every way that the stack allows. @throws if the stack does not allow a named way */
function waysNamed(names: readonly Way[] | undefined, { cable }: Drill): readonly Way[] {
  const allowed = WAYS.filter((way) => way !== "cable" || cable !== undefined);
  if (names?.includes("cable") && cable === undefined) {
    throw new Error(
      "the way 'cable' needs cpnr:drill.cable: set it to the command that pulls and plugs a cable.",
    );
  }
  return names ?? allowed;
}

/** Reads a number of cuts. @throws if it is not a whole number from 1 */
function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new InvalidArgumentError("Use a whole number from 1.");
  }
  return count;
}
