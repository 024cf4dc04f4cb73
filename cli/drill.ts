import { type DrillResult, drill } from "../drill/drill";
import { Journal } from "../drill/journal";
import { maxGapOf } from "../drill/limits";
import type { Way } from "../drill/measurement";
import { drillTable } from "../drill/table";
import { Cloud } from "../openstack/cloud";
import type { Drill } from "../plan/plan";
import { command } from "./command";
import { finishDrill, meansOf } from "./restoration";
import { readStack, vnfsNamed } from "./stack";
import { exclusively, journalFile } from "./stackFolder";
import { stopping } from "./stopping";

const WAYS: readonly Way[] = ["guest", "port", "cable"];

/**
 * Takes the active VF of each VNF away, one VNF after the other, and prints what a client met with; ends with exit code 1
 * if that is more than the stack's limits allow. What it takes it gives back, whenever it is stopped.
 */
command(
  "drill",
  async (name, { vnf, way, cuts, format }) => {
    const stop = stopping();
    const { signal } = stop;
    const [read, cloud] = await Promise.all([readStack(name), Cloud.connect()]);
    const stack = { ...read, cloud };
    const { plan } = stack;
    const vnfs = vnfsNamed(stack, vnf);
    if (plan.drill === undefined) {
      throw new Error(
        `stack ${name} allows no drill, which takes VFs away that carry traffic: set cpnr:drill in Pulumi.${name}.yaml ({} is enough).`,
      );
    }
    const course = {
      ways: waysNamed(way, plan.drill),
      cuts: cuts === undefined ? plan.drill.cuts : countOf(cuts),
      progress: (text: string) => console.error(text),
    };
    const stage = { stack, means: meansOf(stack), journal: new Journal(journalFile(name)), signal };
    const results: Record<string, DrillResult> = {};
    await exclusively(name, stop.abort.bind(stop), async () => {
      await finishDrill(name, stack);
      for (const one of vnfs) {
        signal.throwIfAborted();
        results[one.name] = await drill(stage, one, course);
      }
    }).catch((error: Error) => {
      throw error === signal.reason
        ? new Error(`${error.message}; what it had taken away is given back.`)
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
  },
  {
    vnf: { type: "string", multiple: true },
    way: { type: "string", multiple: true },
    cuts: { type: "string" },
    format: { type: "string", default: "table" },
  },
);

/** The ways of these names, or all that the stack's settings allow. @throws naming the first that there is not */
function waysNamed(names: readonly string[] | undefined, { cable }: Drill): readonly Way[] {
  const there = WAYS.filter((way) => way !== "cable" || cable !== undefined);
  return (names ?? there).map((name) => {
    const way = there.find((one) => one === name);
    if (way === undefined) {
      throw new Error(
        `there is no way ${name}: this stack has ${there.join(", ")}${cable === undefined ? ", and cable with cpnr:drill.cable" : ""}.`,
      );
    }
    return way;
  });
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`--cuts ${text} is no number of cuts: use 1 or more.`);
  }
  return count;
}
