import { Cloud } from "../openstack/cloud";
import { requestFor, verifyVnf } from "../remote/observation";
import { faultsIn } from "../report/finding";
import { junit } from "../report/junit";
import type { Outcome } from "../verify/check";
import { outcomeTable } from "../verify/table";
import { command } from "./command";
import { finishDrillFirst } from "./restoration";
import { readStack, vnfsNamed } from "./stack";

/** How long a VNF has to pass, in ms: it may be settling after a failover. */
const SETTLE_MS = 3000;

type Results = Readonly<Record<string, readonly Outcome[]>>;

const formats: Readonly<Record<string, (results: Results) => string>> = {
  table: (results) =>
    Object.entries(results)
      .map(([vnf, outcomes]) => outcomeTable(vnf, outcomes))
      .join("\n\n"),
  json: (results) => JSON.stringify(results, null, 2),
  junit,
};

/** Prints what every check of the stack's VNFs found, all VNFs at once; ends with exit code 1 if there is a fault. */
command(
  "verify",
  async (name, { vnf, format }) => {
    const print = formats[format];
    if (print === undefined) {
      throw new Error(`there is no format ${format}: use ${Object.keys(formats).join(", ")}.`);
    }
    const [read, cloud] = await Promise.all([readStack(name), Cloud.connect()]);
    const stack = { ...read, cloud };
    const vnfs = vnfsNamed(stack, vnf);
    await finishDrillFirst(name, stack);
    const found = vnfs.map(async (one) => {
      const { outcomes } = await verifyVnf(cloud, requestFor(stack, one), SETTLE_MS);
      return [one.name, outcomes] as const;
    });
    const results = Object.fromEntries(await Promise.all(found));
    console.log(print(results));
    process.exitCode = Object.values(results).some((outcomes) => faultsIn(outcomes).length > 0) ? 1 : 0;
  },
  { vnf: { type: "string", multiple: true }, format: { type: "string", default: "table" } },
);
