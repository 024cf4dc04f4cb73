import { readPlan } from "../config/readPlan";
import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import { readCredentials } from "../openstack/credentials";
import type { Vnf } from "../plan/vnf";
import type { Stack } from "../remote/observation";
import { SERVER } from "../report/kinds";
import { configOf } from "./pulumi";
import { shortName } from "./stackFolder";
import { readStackState } from "./stackState";

/**
 * Reads a stack's configuration.
 * @throws with every fault of the configuration
 */
export async function readStack(stack: string): Promise<Stack> {
  return { plan: readPlan(await configOf(stack)), owner: ownerOf(stack) };
}

/** A stack whose VNFs may be deployed. */
export interface DeployedStack extends Stack {
  /** Region in which its servers are. @default it has no server, or the provider's region has no name */
  readonly region?: string | undefined;
}

/** Reads a stack's configuration and the region of its servers. @throws with every fault of the configuration */
export async function readDeployedStack(stack: string): Promise<DeployedStack> {
  const [read, region] = await Promise.all([readStack(stack), readRegion(stack)]);
  return { ...read, region };
}

/**
 * Connects to the stack's cloud, in the region in which the stack was deployed: in another region its servers seem to be gone.
 * @throws if the credentials are for another region
 */
export async function connectToCloud({ plan, region }: DeployedStack): Promise<Cloud> {
  const credentials = readCredentials();
  if (region !== undefined && credentials.region !== undefined && credentials.region !== region) {
    throw new Error(
      `the stack's servers are in region ${region}, but the credentials are for region ${credentials.region}: set region_name in clouds.yaml, or OS_REGION_NAME.`,
    );
  }
  return Cloud.connect(region === undefined ? credentials : { ...credentials, region }, cloudOptionsOf(plan));
}

async function readRegion(stack: string): Promise<string | undefined> {
  const { resources } = await readStackState(stack);
  const servers = resources.filter(({ type }) => type === SERVER);
  return servers.map(({ outputs }) => outputs?.region).find((region) => region);
}

/** The stack's mark in the cloud. @param stack name of the stack, with or without its organization and project */
export function ownerOf(stack: string): string {
  return `cpnr/${shortName(stack)}`;
}

/**
 * The stack's VNFs with these names, or all VNFs if there are no names.
 * @throws if a name is unknown
 */
export function vnfsNamed({ plan: { vnfs } }: Stack, names: readonly string[] = []): Vnf[] {
  const known = vnfs.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`the stack has no VNF ${unknown.join(", ")}: it has ${known.join(", ")}.`);
  }
  return vnfs.filter(({ name }) => names.length === 0 || names.includes(name));
}
