import { type Keys, keysSchema, NO_KEYS } from "../config/keys";
import { loadSettings } from "../config/load";
import type { Settings, VnfSettings } from "../config/schema";
import { configOf } from "./pulumi";

/** What a command knows of a stack: its settings and secrets, and its name in the cloud. */
export interface Stack {
  readonly settings: Settings;
  readonly keys: Keys;
  readonly owner: string;
}

/**
 * Reads a stack's configuration.
 * @throws naming every fault of it
 */
export async function readStack(stack: string): Promise<Stack> {
  const config = await configOf(stack);
  const settings = loadSettings(config);
  const raw = config.get("keys");
  const keys = raw === undefined ? undefined : keysSchema.safeParse(JSON.parse(raw)).data;
  if (keys === undefined) {
    throw new Error(NO_KEYS);
  }
  return { settings, keys, owner: ownerOf(stack) };
}

/** The stack as the program names it in the cloud. It may be given with its organization and project. */
export function ownerOf(stack: string): string {
  return `cpnr/${stack.split("/").at(-1)}`;
}

/**
 * The stack's VNFs of these names, or all.
 * @throws naming those that it has not
 */
export function vnfsNamed({ settings }: Stack, names: readonly string[] = []): VnfSettings[] {
  const known = settings.vnfs.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`the stack has no VNF ${unknown.join(", ")}: it has ${known.join(", ")}.`);
  }
  return settings.vnfs.filter(({ name }) => names.length === 0 || names.includes(name));
}
