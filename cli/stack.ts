import { readPlan } from "../config/readPlan";
import type { Plan } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { configOf } from "./pulumi";

/** What a command knows of a stack: its plan, and its name in the cloud. */
export interface Stack {
  readonly plan: Plan;
  readonly owner: string;
}

/**
 * Reads a stack's configuration.
 * @throws naming every fault of it
 */
export async function readStack(stack: string): Promise<Stack> {
  return { plan: readPlan(await configOf(stack)), owner: ownerOf(stack) };
}

/** The stack as the program names it in the cloud. It may be given with its organization and project. */
export function ownerOf(stack: string): string {
  return `cpnr/${stack.split("/").at(-1)}`;
}

/**
 * The stack's VNFs of these names, or all.
 * @throws naming those that it has not
 */
export function vnfsNamed({ plan: { vnfs } }: Stack, names: readonly string[] = []): Vnf[] {
  const known = vnfs.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`the stack has no VNF ${unknown.join(", ")}: it has ${known.join(", ")}.`);
  }
  return vnfs.filter(({ name }) => names.length === 0 || names.includes(name));
}
