import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { VnfOutputs } from "../../components/dnsService";
import { parseStreamEvent, type Timeline } from "../../drill/events";
import { measuredByClient } from "../../drill/measurement";
import { inGuest, labKeys, MANAGEMENT, ROOT } from "../../lab/client/commands";
import { hostKeyOf } from "../../plan/keys";
import { guestProgram } from "../../remote/guestProgram";
import { startHere } from "../../remote/program";

export const MINUTE = 60_000;

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
  const { publicKey } = hostKeyOf(await labKeys(), "cpnr-dns-1");
  return inGuest(MANAGEMENT, publicKey, command);
}

/** Reads the active slave's interface name by `run`, a shell in a VNF. */
export async function activeSlave(run: (command: string) => Promise<string> = inLabVnf): Promise<string> {
  return (await run("cat /sys/class/net/bond0/bonding/active_slave")).trim();
}

/** A client's pace in ms, and the queries that it sends at least once what was to happen has happened. */
const PACE = 20;
export const ASKED_AFTER = 100;

/** Asks `server` while `act` happens, with time before for the stream and after for the bond; how many got no answer. */
export async function unansweredDuring(act: () => Promise<void>, server: string): Promise<number> {
  const program = guestProgram("stream", { server, name: NAME, interval: PACE, seconds: 180 });
  const client = startHere("the client", program, parseStreamEvent);
  try {
    await client.until((told) => "begun" in told, { timeLimit: MINUTE });
    await pause(1000);
    await act();
    await pause((ASKED_AFTER + 1) * PACE);
    client.say("stop");
    const timeline = await client.until((told) => "sent" in told, { timeLimit: MINUTE });
    return measuredByClient(timeline as Timeline).lost;
  } finally {
    client.close();
  }
}
