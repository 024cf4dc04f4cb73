import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../../openstack/cloud";
import { SERVER } from "../../report/kinds";
import { measureRoll } from "../../test/lab/roll";
import { type Contents, changesBetween, deleteNew, readContents, readSettledContents } from "./contents";
import type { CountedRegion } from "./countedRegion";
import type { Cost, Measured, Said, Serving } from "./measured";
import type { Deployment, Peer } from "./peer";
import { untilAnswered } from "./served";
import { Shell } from "./shell";

/** What the measurements of all peers share. */
export interface Surroundings {
  readonly region: CountedRegion;
  readonly cloud: Cloud;
  /** Ends the measurement. */
  readonly signal: AbortSignal;
  /** Shows progress. */
  readonly say: (text: string) => void;
}

/** Measures a peer in each step of the life of a service. At the end nothing of the service is in the cloud. */
export async function measure(peer: Peer, vnfs: number, surroundings: Surroundings): Promise<Measured> {
  const { cloud, region, signal } = surroundings;
  const folder = mkdtempSync(join(tmpdir(), "cpnr-peer-"));
  const shell = new Shell(region.env);
  const stop = () => shell.kill();
  signal.addEventListener("abort", stop);
  const before = await readContents(cloud);
  const deployments: Deployment[] = [];
  const prepare = async (name: string) => {
    mkdirSync(join(folder, name));
    const deployment = await peer.prepare(vnfs, join(folder, name), shell);
    deployments.push(deployment);
    return deployment;
  };
  try {
    const deployment = await prepare("measured");
    const service = new MeasuredService(`${peer.name}, VNFs: ${vnfs}`, vnfs, deployment, surroundings);
    const create = await service.create();
    return {
      ...{ peer: peer.name, vnfs, create },
      again: await service.createAgain(),
      preview: await service.ask("preview", deployment.preview),
      drift: await service.ask("drift", deployment.drift),
      change: await service.change(),
      destroy: await service.destroy(before),
      killed: await kill(await prepare("killed"), create.seconds / 2, shell, before, cloud),
    };
  } catch (error) {
    shell.kill();
    shell.revive();
    for (const deployment of deployments) {
      await failureOf((async () => deployment.unlock?.())());
      await failureOf(deployment.destroy());
    }
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    await deleteNew(cloud, before);
    rmSync(folder, { recursive: true });
  }
}

/** A service, each step of which is measured. */
class MeasuredService {
  readonly #addresses: readonly string[];

  constructor(
    private readonly name: string,
    vnfs: number,
    private readonly deployment: Deployment,
    private readonly surroundings: Surroundings,
  ) {
    this.#addresses = Array.from({ length: vnfs }, (_, index) => `172.16.1.${10 + index}`);
  }

  create(): Promise<Serving> {
    return this.#untilServing("create", () => this.deployment.create());
  }

  /** Creates the service again. What that made is deleted. */
  async createAgain(): Promise<Measured["again"]> {
    const { cloud } = this.surroundings;
    const before = await readSettledContents(cloud);
    let error: string | undefined;
    const cost = await this.#costOf("create again", async () => {
      error = await failureOf(this.deployment.create());
    });
    const changed = changesBetween(before, await readSettledContents(cloud));
    await deleteNew(cloud, before);
    return { ...cost, changed, error };
  }

  /** Asks the tool for its view of the service. @param question @default the tool can't be asked */
  async ask(step: string, question: (() => Promise<string>) | undefined): Promise<Said | undefined> {
    if (question === undefined) {
      return undefined;
    }
    let said = "";
    const cost = await this.#costOf(step, async () => {
      said = await question().catch((error: Error) => `fails: ${firstError(error)}`);
    });
    return { ...cost, said };
  }

  /** Changes the Day0 while a client asks each VNF. */
  async change(): Promise<Measured["change"]> {
    const { cloud } = this.surroundings;
    const before = await readContents(cloud);
    let cost: Serving | undefined;
    const { commonOutage: outage } = await measureRoll(this.#addresses, async () => {
      cost = await this.#untilServing("change", () => this.deployment.change());
    });
    const after = await readContents(cloud);
    const isNewServer = ({ id, kind }: { id: string; kind: { type: string } }) =>
      kind.type === SERVER && !before.has(id);
    return { ...(cost as Serving), outage, replaced: [...after.values()].filter(isNewServer).length };
  }

  /** Destroys the service. What is left is deleted. @param before the contents of the cloud before its creation */
  async destroy(before: Contents): Promise<Measured["destroy"]> {
    const cost = await this.#costOf("destroy", () => this.deployment.destroy());
    return { ...cost, left: await clean(this.surroundings.cloud, before) };
  }

  async #costOf(step: string, act: () => Promise<unknown>): Promise<Cost> {
    const { region, say } = this.surroundings;
    const startedAt = performance.now();
    const requests = await region.counter.countDuring(act);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`${this.name}: ${step}: ${seconds.toFixed(1)} s, ${requests} requests`);
    return { seconds, requests };
  }

  async #untilServing(step: string, act: () => Promise<unknown>): Promise<Serving> {
    const startedAt = performance.now();
    const cost = await this.#costOf(step, act);
    await Promise.all(this.#addresses.map(untilAnswered));
    return { ...cost, serving: (performance.now() - startedAt) / 1000 };
  }
}

/** Kills a creation. Then the tool creates and destroys the service again. */
async function kill(
  deployment: Deployment,
  afterSeconds: number,
  shell: Shell,
  before: Contents,
  cloud: Cloud,
): Promise<Measured["killed"]> {
  const creation = failureOf(deployment.create());
  await pause(afterSeconds * 1000);
  shell.kill();
  await creation;
  shell.revive();
  await deployment.unlock?.();
  const error = await failureOf(deployment.create());
  await failureOf(deployment.destroy());
  return { error, left: await clean(cloud, before) };
}

/** Deletes what was not there before. Returns it in words. */
async function clean(cloud: Cloud, before: Contents): Promise<string[]> {
  const left = changesBetween(before, await readSettledContents(cloud));
  await deleteNew(cloud, before);
  return left;
}

/** Why something failed. Undefined if it succeeded. */
async function failureOf(act: Promise<unknown>): Promise<string | undefined> {
  return act.then(
    () => undefined,
    (error: Error) => firstError(error),
  );
}

/** The first line of an output that tells an error. */
function firstError({ message }: Error): string {
  return (message.split("\n").find((line) => /error|failed|409|Conflict/i.test(line)) ?? message).trim();
}
