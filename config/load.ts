import type { z } from "zod";
import { brokenRules, type Fault } from "./rules";
import { type Settings, settingsSchema } from "./schema";

/** Where raw values come from: `pulumi.Config` is one. */
export interface ConfigSource {
  /** The raw value of a key: JSON for what is not a plain string. */
  get(key: string): string | undefined;
}

/** A configuration that can't be deployed. The message has one line for each fault. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ path, sentence }) => `cpnr:${path} ${sentence}.`);
    super(
      `${faults.length === 1 ? "The configuration has a fault" : `The configuration has ${faults.length} faults`}:\n  ${lines.join("\n  ")}`,
    );
    this.name = "ConfigError";
  }
}

/**
 * Reads a stack's settings, checks their shapes and then the rules between them.
 * @throws {ConfigError} naming every fault, each with its path, its value and what would be right
 */
export function loadSettings(source: ConfigSource): Settings {
  const raw = Object.fromEntries(
    Object.keys(settingsSchema.shape)
      .map((key) => [key, decoded(source.get(key))])
      .filter(([, value]) => value !== undefined),
  );
  return checkSettings(raw);
}

/**
 * Checks `raw`, as YAML or JSON gave it.
 * @throws {ConfigError} as {@link loadSettings} does
 */
export function checkSettings(raw: unknown): Settings {
  const parsed = settingsSchema.safeParse(raw);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => shapeFault(issue, raw)));
  }
  const faults = brokenRules(parsed.data);
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  return parsed.data;
}

/** Pulumi keeps objects and lists as JSON; everything else is the string that was set. */
function decoded(value: string | undefined): unknown {
  return value !== undefined && /^\s*[{[]/.test(value) ? JSON.parse(value) : value;
}

function shapeFault(issue: z.core.$ZodIssue, raw: unknown): Fault {
  const path = pathOf(issue.path);
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], raw);
  if (value === undefined && issue.code !== "unrecognized_keys") {
    return { path, sentence: "is missing: set it (docs/configuration.md says what it holds)" };
  }
  const seen = typeof value === "object" ? "" : `${JSON.stringify(value)}: `;
  return { path, sentence: `${seen}${issue.message.replace(/^Invalid input: /, "")}` };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}
