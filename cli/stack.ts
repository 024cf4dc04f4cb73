import { readPlan } from "../config/readPlan";
import type { Vnf } from "../plan/vnf";
import type { Stack } from "../remote/observation";
import { configOf } from "./pulumi";
import { shortName } from "./stackFolder";

/**
 * Reads a stack's configuration.
 * @throws with every fault of the configuration
 */
export async function readStack(stack: string): Promise<Stack> {
  return { plan: readPlan(await configOf(stack)), owner: ownerOf(stack) };
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
