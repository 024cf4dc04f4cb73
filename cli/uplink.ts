import type { Command } from "commander";
import { applyUplinkPropagation, awaitAgent } from "../openstack/changes";
import type { Cloud } from "../openstack/cloud";
import { isUplinkUpdatable, uplinkStepOf } from "../openstack/uplink";
import { vnfState } from "../openstack/vnfState";
import type { Vnf } from "../plan/vnf";
import { untilAborted } from "../remote/wait";
import { runUntilSignal } from "./abortOnSignals";
import { connectToCloud, readDeployedStack, vnfsNamed } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";

interface Options {
  readonly stack?: string;
  readonly vnf?: readonly string[];
}

const APPLIED = "The agent of the host has applied it.";
const NOT_SEEN =
  "Neutron does not show that the agent of the host applied it: check that it is alive (openstack network agent list).";

/** `cpnr uplink` */
export function uplinkCommand(): Command {
  return stackCommand(
    "uplink",
    "Make the links of the VFs follow their cables, in place: set propagate_uplink_status on the ports that lack it, and have Neutron's agent apply it. Interrupts nothing.",
  )
    .option("--vnf <name...>", "only these VNFs")
    .action(propagateUplinks);
}

/** Applies propagate_uplink_status to the bonds of the stack's VNFs; exit code 1 if a port can't have it. */
async function propagateUplinks(options: Options): Promise<void> {
  await runUntilSignal(async (signal) => {
    const name = await untilAborted(stackOf(options), signal);
    const stack = await untilAborted(readDeployedStack(name), signal);
    if (stack.plan.bond.linkMonitor.type === "arp") {
      console.log("Nothing to do: the bonds monitor by ARP, and need no propagate_uplink_status.");
      return;
    }
    const cloud = await untilAborted(connectToCloud(stack), signal);
    const canSet = await isUplinkUpdatable(cloud, { signal });
    const results: boolean[] = [];
    for (const vnf of vnfsNamed(stack, options.vnf)) {
      results.push(await propagateUplinksOf(cloud, vnf, stack.owner, { canSet, signal }));
    }
    console.log("Next: make drill. A cut by the way cable proves that the VFs follow their cables.");
    process.exitCode = results.every((isDone) => isDone) ? 0 : 1;
  });
}

/** Applies it to the ports of a VNF's bond, and prints the result. @returns whether each port has it */
export async function propagateUplinksOf(
  cloud: Cloud,
  vnf: Vnf,
  owner: string,
  { canSet, signal }: { canSet: boolean; signal: AbortSignal },
): Promise<boolean> {
  const { ports } = await vnfState(cloud, vnf, owner);
  if ("unknown" in ports) {
    throw new Error(`the ports of ${vnf.name} are unknown: ${ports.unknown}.`);
  }
  const steps = vnf.bond.members.map((nic) => ({
    portName: nic.portName,
    ...uplinkStepOf(
      ports.known.find(({ role }) => role === nic.role),
      canSet,
    ),
  }));
  for (const step of steps) {
    if (step.apply === undefined) {
      console.log(`${step.portName}: ${step.result}`);
      continue;
    }
    const { portId, isFlagOn } = step.apply;
    const revision = await applyUplinkPropagation(cloud, portId, isFlagOn, { signal });
    const isApplied = await awaitAgent(cloud, portId, revision, { signal });
    console.log(`${step.portName}: ${step.result} ${isApplied ? APPLIED : NOT_SEEN}`);
  }
  return steps.every(({ apply }) => apply !== undefined);
}
