import { verified } from "../access/observation";
import { Cloud } from "../openstack/cloud";
import { junit } from "../verify/junit";
import { faultsIn, type Outcome } from "../verify/outcome";
import { outcomeTable } from "../verify/table";
import { command } from "./command";
import { finishDrillFirst } from "./restoration";
import { readStack, vnfsNamed } from "./stack";

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
    const found = vnfs.map(async (one) => [one.name, await verified(stack, one)] as const);
    const results = Object.fromEntries(await Promise.all(found));
    console.log(print(results));
    process.exitCode = Object.values(results).some((outcomes) => faultsIn(outcomes).length > 0) ? 1 : 0;
  },
  { vnf: { type: "string", multiple: true }, format: { type: "string", default: "table" } },
);
