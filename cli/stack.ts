import { readPlan } from "../config/readPlan";
import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import { readCredentials } from "../openstack/credentials";
import type { GroupRules } from "../openstack/securityGroups";
import type { Vnf } from "../plan/vnf";
import type { Stack } from "../remote/observation";
import { SERVER, STACK } from "../report/kinds";
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
  /** Rules of the ports' security groups at the last `pulumi up`. @default not recorded */
  readonly recordedGroups?: GroupRules | undefined;
}

/** Reads a stack's configuration, and from its state what a command needs. @throws with every fault of the configuration */
export async function readDeployedStack(stack: string): Promise<DeployedStack> {
  const [read, { resources }] = await Promise.all([readStack(stack), readStackState(stack)]);
  const outputsOf = (wanted: string) =>
    resources.filter(({ type }) => type === wanted).map(({ outputs }) => outputs);
  return {
    ...read,
    region: outputsOf(SERVER).find((outputs) => outputs?.region)?.region,
    recordedGroups: outputsOf(STACK)[0]?.securityGroups,
  };
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
