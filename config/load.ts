import type { z } from "zod";
import type { Fault } from "./fault";
import { brokenRules } from "./rules";
import { type Settings, settingsSchema } from "./schema";
import { secretKeys } from "./secrets";
import { shapeFaults } from "./shape";

/** Where raw values come from: `pulumi.Config` is one. */
export interface ConfigSource {
  /** The raw value of a key: JSON for what is not a plain string. */
  get(key: string): string | undefined;
  /** Every full key that is set, such as `cpnr:image`. A source that can't list its keys finds no unknown key. */
  keys?(): readonly string[];
}

/** The namespace of the program's own keys. */
const NAMESPACE = "cpnr";

/** A configuration that can't be deployed. The message has one line for each fault. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(
      ({ namespace = NAMESPACE, path, sentence }) => `${namespace}:${path} ${sentence}.`,
    );
    super(
      `${faults.length === 1 ? "The configuration has a fault" : `The configuration has ${faults.length} faults`}:\n  ${lines.join("\n  ")}`,
    );
    this.name = "ConfigError";
  }
}

/**
 * Reads a stack's settings and checks them as {@link checkSettings} does.
 * @throws {ConfigError} naming every fault
 */
export function loadSettings(source: ConfigSource): Settings {
  const all = source.keys?.();
  const keys = all === undefined ? Object.keys(settingsSchema.shape) : keysBelow(NAMESPACE, all);
  const raw = Object.fromEntries(
    keys
      .filter((key) => !Object.hasOwn(secretKeys, key))
      .map((key) => [key, decoded(source.get(key))])
      .filter(([, value]) => value !== undefined),
  );
  return checked(raw, providerFaults(all ?? []));
}

/**
 * Keys of Pulumi's OpenStack provider. The program's provider has no arguments, and preflight and verification read the
 * environment too: a key here would be ignored, and the stack deployed into another cloud than its file names.
 */
function providerFaults(keys: readonly string[]): Fault[] {
  return keysBelow("openstack", keys).map((path) => ({
    namespace: "openstack",
    path,
    rule: "credentials-from-environment",
    sentence:
      "is not read: remove it (pulumi config rm), and name the cloud with OS_CLOUD and clouds.yaml, or with the OS_* variables",
  }));
}

/** The keys of a namespace, without it. */
function keysBelow(namespace: string, keys: readonly string[]): string[] {
  const prefix = `${namespace}:`;
  return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/**
 * Checks `raw`, as YAML or JSON gave it: its shape, and the rules between its fields. A rule that reads a section whose shape
 * is wrong is asked in the next run.
 * @throws {ConfigError} naming every fault, each with its path, its value and what would be right
 */
export function checkSettings(raw: unknown): Settings {
  return checked(raw, []);
}

/** @param others faults that were found already */
function checked(raw: unknown, others: readonly Fault[]): Settings {
  const parsed = settingsSchema.safeParse(raw);
  const faults = [
    ...others,
    ...(parsed.success ? brokenRules(parsed.data) : faultsOf(raw, parsed.error.issues)),
  ];
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  return parsed.data as Settings;
}

/** The faults of the shape, and of the rules that read only sections whose shape is right. */
function faultsOf(raw: unknown, issues: readonly z.core.$ZodIssue[]): Fault[] {
  const shape = shapeFaults(issues, raw);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return shape;
  }
  const unsound = new Set(issues.map(({ path }) => path[0]));
  const sound = Object.entries(settingsSchema.shape)
    .filter(([key]) => !unsound.has(key))
    .map(([key, schema]) => [key, schema.parse((raw as Record<string, unknown>)[key])]);
  return [...shape, ...brokenRules(Object.fromEntries(sound) as Settings, unsound)];
}

/** Pulumi keeps objects and lists as JSON; everything else is the string that was set. */
function decoded(value: string | undefined): unknown {
  if (value === undefined || !/^\s*[{[]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value; // A text where an object or a list must be: a fault of its shape.
  }
}
