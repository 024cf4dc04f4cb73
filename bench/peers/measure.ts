import { Resolver } from "node:dns/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../../openstack/cloud";
import { SERVER } from "../../report/kinds";
import { measureRoll } from "../../test/lab/roll";
import { type Contents, changesBetween, deleteNew, readContents, readSettledContents } from "./contents";
import type { CountedRegion } from "./countedRegion";
import type { Deployment, Peer } from "./peer";
import { Shell } from "./shell";

/** What a command cost. */
export interface Cost {
  readonly seconds: number;
  /** Requests to the APIs. */
  readonly requests: number;
}

interface Serving extends Cost {
  /** Time in s until each VNF answered. */
  readonly serving: number;
}

/** What a peer did with a number of VNFs. Undefined: the peer can't do it. */
export interface Measured {
  readonly peer: string;
  readonly vnfs: number;
  /** With the time until each VNF answered DNS queries. */
  readonly create: Serving;
  /** The same command again, with what it changed in the cloud, and with its error if it failed. */
  readonly again: Cost & { readonly changed: readonly string[]; readonly error?: string };
  /** With what the tool said. */
  readonly preview?: Cost & { readonly said: string };
  readonly drift?: Cost & { readonly said: string };
  /** With the time until each VNF answered, and the time in ms in which none of them did. */
  readonly change: Serving & { readonly outage: number; readonly replaced: number };
  readonly destroy: Cost & { readonly left: readonly string[] };
  /** Killed in the middle of its creation, then created and destroyed again. */
  readonly killed: { readonly again: "created" | string; readonly left: readonly string[] };
}

/** Measures what a peer needs for each step in the life of a service. */
export async function measure(
  peer: Peer,
  vnfs: number,
  { counter, env }: CountedRegion,
  cloud: Cloud,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-peer-"));
  const addresses = Array.from({ length: vnfs }, (_, index) => `172.16.1.${10 + index}`);
  const before = await readContents(cloud);
  const shell = new Shell(env);
  signal.addEventListener("abort", () => shell.kill());
  const costOf = async (step: string, act: () => Promise<unknown>): Promise<Cost> => {
    const startedAt = performance.now();
    const requests = await counter.countDuring(act);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`${peer.name}, ${vnfs} VNFs: ${step}: ${seconds.toFixed(1)} s, ${requests} requests`);
    return { seconds, requests };
  };
  const withWords = async (step: string, act: (() => Promise<string>) | undefined) => {
    let said = "";
    return act === undefined
      ? undefined
      : {
          ...(await costOf(step, async () => {
            said = await act().catch((error: Error) => `fails: ${firstLine(error)}`);
          })),
          said,
        };
  };
  try {
    const deployment = await peer.prepare(vnfs, folder, shell);
    const create = await untilServing(addresses, () => costOf("create", () => deployment.create()));
    const created = await readSettledContents(cloud);
    let error: string | undefined;
    const repeat = () =>
      deployment.create().catch((reason: Error) => {
        error = firstLine(reason);
      });
    const again = {
      ...(await costOf("create again", repeat)),
      changed: changesBetween(created, await readSettledContents(cloud)),
      ...(error === undefined ? {} : { error }),
    };
    await deleteNew(cloud, created);
    const preview = await withWords("preview", deployment.preview);
    const drift = await withWords("drift", deployment.drift);
    const change = await changed(deployment, addresses, cloud, costOf);
    const destroy = await costOf("destroy", () => deployment.destroy());
    const left = changesBetween(before, await readSettledContents(cloud));
    await deleteNew(cloud, before);
    const killed = await kill(peer, vnfs, folder, shell, create.seconds / 2, cloud, before);
    say(`${peer.name}, ${vnfs} VNFs: killed: ${JSON.stringify(killed)}`);
    return {
      ...{ peer: peer.name, vnfs, create, again },
      ...(preview === undefined ? {} : { preview }),
      ...(drift === undefined ? {} : { drift }),
      ...{ change, destroy: { ...destroy, left }, killed },
    };
  } finally {
    shell.kill();
    await deleteNew(cloud, before);
    rmSync(folder, { recursive: true });
  }
}

/** Changes the Day0 while a client asks each VNF. */
async function changed(
  deployment: Deployment,
  addresses: readonly string[],
  cloud: Cloud,
  costOf: (step: string, act: () => Promise<unknown>) => Promise<Cost>,
): Promise<Measured["change"]> {
  const before = await readContents(cloud);
  let cost: Serving | undefined;
  const { commonOutage } = await measureRoll(addresses, async () => {
    cost = await untilServing(addresses, () => costOf("change", () => deployment.change()));
  });
  const replaced = changesOfServers(before, await readContents(cloud));
  return { ...(cost as Serving), outage: commonOutage, replaced };
}

/** Number of servers that were not there before. */
function changesOfServers(before: Contents, after: Contents): number {
  return [...after.values()].filter(({ id, kind }) => kind.type === SERVER && !before.has(id)).length;
}

/** Kills a creation in its middle. Then the tool creates and destroys the service again. */
async function kill(
  peer: Peer,
  vnfs: number,
  folder: string,
  shell: Shell,
  afterSeconds: number,
  cloud: Cloud,
  before: Contents,
): Promise<Measured["killed"]> {
  const deployment = await peer.prepare(vnfs, join(folder, "killed"), shell);
  const creation = deployment.create().catch(() => undefined);
  await pause(afterSeconds * 1000);
  shell.kill();
  await creation;
  shell.revive();
  await deployment.unlock?.();
  const again = await deployment.create().then(
    () => "created",
    (error: Error) => firstLine(error),
  );
  await deployment.destroy().catch(() => undefined);
  const left = changesBetween(before, await readSettledContents(cloud));
  await deleteNew(cloud, before);
  return { again, left };
}

/** Runs `act`, and measures the time from its start until each address answers. */
async function untilServing(addresses: readonly string[], act: () => Promise<Cost>): Promise<Serving> {
  const startedAt = performance.now();
  const cost = await act();
  await Promise.all(addresses.map(untilAnswered));
  return { ...cost, serving: (performance.now() - startedAt) / 1000 };
}

/** Longest time in ms until a VNF answers. */
const SERVING_LIMIT_MS = 300_000;

async function untilAnswered(address: string): Promise<void> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([address]);
  const deadline = Date.now() + SERVING_LIMIT_MS;
  while (!(await resolver.resolve4("www.example.test").catch(() => undefined))) {
    if (Date.now() > deadline) {
      throw new Error(`${address} answered no DNS query for ${SERVING_LIMIT_MS / 1000} s`);
    }
    await pause(250);
  }
}

function firstLine({ message }: Error): string {
  return (message.split("\n").find((line) => /error|failed|409|Conflict/i.test(line)) ?? message).trim();
}
