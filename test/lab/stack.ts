import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { VnfOutputs } from "../../components/dnsService";
import { labKeys, MANAGEMENT_ADDRESS, ROOT, runInGuest } from "../../lab/client/commands";
import { hostKeyOf } from "../../plan/keys";

export const MINUTE = 60_000;

/** A DNS name in the zone of the guest image. */
export const NAME = "www.example.test";

let selected: Promise<Stack> | undefined;

/** The lab's stack. Automation API writes its files in the lab's own folder. */
export function labStack(): Promise<Stack> {
  selected ??= LocalWorkspace.selectStack({ stackName: "lab", workDir: join(ROOT, "lab/run/project") });
  return selected;
}

/** The outputs of the lab's stack for its VNF. */
export async function labVnf(): Promise<VnfOutputs> {
  const outputs = await (await labStack()).outputs();
  return outputs.vnfs?.value["cpnr-dns-1"] as VnfOutputs;
}

/** Runs a shell command in the lab's VNF. */
export async function inLabVnf(command: string): Promise<string> {
  const { publicKey } = hostKeyOf(await labKeys(), "cpnr-dns-1");
  return runInGuest(MANAGEMENT_ADDRESS, publicKey, command);
}

/** Reads the interface name of the active slave. @param run runs a shell command in a VNF */
export async function activeSlave(run: (command: string) => Promise<string> = inLabVnf): Promise<string> {
  return (await run("cat /sys/class/net/bond0/bonding/active_slave")).trim();
}
