import { type Command, Option } from "commander";
import { requestFor, verifyVnf } from "../remote/observation";
import { untilAborted } from "../remote/wait";
import { faultsIn } from "../report/finding";
import { junit } from "../report/junit";
import type { Outcome } from "../verify/check";
import { outcomeTable } from "../verify/table";
import { runUntilSignal } from "./abortOnSignals";
import { restoreBeforeVerification } from "./restoration";
import { connectToCloud, readDeployedStack, vnfsNamed } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";

/** Time in ms for which a failed verification is repeated: the VNF may be settling after a failover. */
const SETTLE_MS = 3000;

type Results = Readonly<Record<string, readonly Outcome[]>>;

const FORMATS = {
  table: (results: Results) =>
    Object.entries(results)
      .map(([vnf, outcomes]) => outcomeTable(vnf, outcomes))
      .join("\n\n"),
  json: (results: Results) => JSON.stringify(results, null, 2),
  junit,
};

interface Options {
  readonly stack?: string;
  readonly vnf?: readonly string[];
  readonly format: keyof typeof FORMATS;
}

/** `cpnr verify` */
export function verifyCommand(): Command {
  return stackCommand(
    "verify",
    "Run every check of the VNFs: what the cloud shows, what the guest shows, what a DNS client gets. Only reads.",
  )
    .option("--vnf <name...>", "only these VNFs")
    .addOption(
      new Option("--format <format>", "format of the result").choices(Object.keys(FORMATS)).default("table"),
    )
    .action(verifyStack);
}

/**
 * Verifies the stack's VNFs in parallel and prints the result of every check; exit code 1 if there is a fault. A signal ends it
 * at once, but not before a VF that an interrupted drill left removed is restored.
 */
async function verifyStack(options: Options): Promise<void> {
  await runUntilSignal(async (signal) => {
    const name = await untilAborted(stackOf(options), signal);
    const read = await untilAborted(readDeployedStack(name), signal);
    const cloud = await untilAborted(connectToCloud(read), signal);
    const stack = { ...read, cloud };
    const vnfs = vnfsNamed(stack, options.vnf);
    await restoreBeforeVerification(name, stack);
    const verified = vnfs.map(async (one) => {
      const request = { ...requestFor(stack, one), recordedGroups: stack.recordedGroups };
      const { outcomes } = await verifyVnf(cloud, request, { settleMs: SETTLE_MS, signal });
      return [one.name, outcomes] as const;
    });
    const results = Object.fromEntries(await Promise.all(verified));
    console.log(FORMATS[options.format](results));
    process.exitCode = Object.values(results).some((outcomes) => faultsIn(outcomes).length > 0) ? 1 : 0;
  });
}
