import { ConfigError } from "./configError";
import type { Fault } from "./fault";
import { findRuleFaults } from "./rules";
import { type Settings, settingsSchema } from "./schema";
import { shapeFaults } from "./shape";

/** Result of {@link examine}. */
export interface ExaminedSettings {
  /** The sections that have the right structure, with all defaults filled in. All sections, if there is no fault. */
  readonly validSections: Partial<Settings>;
  readonly faults: readonly Fault[];
}

/**
 * Checks parsed YAML or JSON: its structure, and the rules between its fields. A rule is not checked if it reads a section
 * with a wrong structure.
 */
export function examine(raw: unknown): ExaminedSettings {
  const parsed = settingsSchema.safeParse(raw);
  if (parsed.success) {
    return { validSections: parsed.data, faults: findRuleFaults(parsed.data) };
  }
  const { issues } = parsed.error;
  const structureFaults = shapeFaults(issues, raw);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { validSections: {}, faults: structureFaults };
  }
  const invalidSections = new Set(issues.map(({ path }) => path[0]));
  const validSections: Partial<Settings> = Object.fromEntries(
    Object.entries(settingsSchema.shape)
      .filter(([key]) => !invalidSections.has(key))
      .map(([key, schema]) => [key, schema.parse((raw as Record<string, unknown>)[key])]),
  );
  return {
    validSections,
    faults: [...structureFaults, ...findRuleFaults(validSections as Settings, invalidSections)],
  };
}

/**
 * Converts parsed YAML or JSON to settings.
 * @throws {ConfigError} with every fault: its path, its value, what is wrong and what to do
 */
export function checkSettings(raw: unknown): Settings {
  const { validSections, faults } = examine(raw);
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  return validSections as Settings;
}
