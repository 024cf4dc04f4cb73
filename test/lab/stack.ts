import { Resolver } from "node:dns/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { VnfOutputs } from "../../components/dnsService";
import { DnsStream, type StreamResult } from "./dnsStream";
import { inGuest, labKeys, ROOT } from "./lab";

export const MINUTE = 60_000;

/** Addresses of the lab's VNF: of its bond and of its management port. */
export const BOND = "172.16.1.10";
export const MANAGEMENT = "10.10.10.101";

/** A name of the guest image's zone. */
const NAME = "www.example.test";

let selected: Promise<Stack> | undefined;

/** The lab's stack. What Automation API writes beside the project file stays in the lab's own folder. */
export function labStack(): Promise<Stack> {
  selected ??= LocalWorkspace.selectStack({ stackName: "lab", workDir: join(ROOT, "lab/run/project") });
  return selected;
}

/** What the lab's stack tells of its VNF. */
export async function labVnf(): Promise<VnfOutputs> {
  const outputs = await (await labStack()).outputs();
  return outputs.vnfs?.value["cpnr-dns-1"] as VnfOutputs;
}

/** Runs a shell command in the lab's VNF. */
export async function inLabVnf(command: string): Promise<string> {
  const { hosts } = await labKeys();
  return inGuest(MANAGEMENT, hosts["cpnr-dns-1"]?.publicKey as string, command);
}

/** Reads the active slave's interface name by `run`, a shell in a VNF. */
export async function activeSlave(run: (command: string) => Promise<string> = inLabVnf): Promise<string> {
  return (await run("cat /sys/class/net/bond0/bonding/active_slave")).trim();
}

/** The physical network of a slave of the VNF told, whose bond's primary is in the first one. */
export function physnetOf({ evidence }: VnfOutputs, slave: string): string {
  return evidence.bond?.slaves.find(({ name }) => name === slave)?.primary ? "sriov0" : "sriov1";
}

/** Whether `server` answers a query for the zone's name. */
export async function answers(server: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([server]);
  try {
    return (await resolver.resolve4(NAME)).length > 0;
  } catch {
    return false;
  }
}

/** Asks `server` once each 20 ms while `act` happens, with time before for the stream and after for the bond. */
export async function askedDuring(act: () => Promise<void>, server = BOND): Promise<StreamResult> {
  const stream = await DnsStream.start(server, NAME);
  await pause(1000);
  await act();
  await pause(2000);
  return stream.stop();
}
