import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { VnfOutputs } from "../../components/dnsService";
import { parseStreamEvent, type Timeline } from "../../drill/events";
import { measureFromClient } from "../../drill/measurement";
import { labKeys, MANAGEMENT_ADDRESS, ROOT, runInGuest } from "../../lab/client/commands";
import { hostKeyOf } from "../../plan/keys";
import { guestProgram } from "../../remote/guestProgram";
import { startLocal } from "../../remote/program";

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

/** The client's query interval in ms, and its minimum number of queries after the event. */
const QUERY_INTERVAL_MS = 20;
export const ASKED_AFTER = 100;

/** Sends DNS queries to `server` before, during and after `act`. Returns the number of queries without a response. */
export async function unansweredDuring(act: () => Promise<void>, server: string): Promise<number> {
  const program = guestProgram("stream", { server, name: NAME, interval: QUERY_INTERVAL_MS, seconds: 180 });
  const client = startLocal("the client", program, parseStreamEvent);
  try {
    await client.waitFor((event) => "begun" in event, { what: "its start", timeoutMs: MINUTE });
    await pause(1000);
    await act();
    await pause((ASKED_AFTER + 1) * QUERY_INTERVAL_MS);
    client.send("stop");
    const timeline = await client.waitFor((event) => "sent" in event, {
      what: "its queries",
      timeoutMs: MINUTE,
    });
    return measureFromClient(timeline as Timeline).lost;
  } finally {
    client.close();
  }
}
