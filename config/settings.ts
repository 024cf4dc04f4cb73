import { ConfigError } from "./configError";
import type { Fault } from "./fault";
import { findRuleFaults } from "./rules";
import { type Settings, settingsSchema } from "./schema";
import { shapeFaults } from "./shape";

/** Raw sections of the settings, such as the arguments of a component. */
export type RawSections = { readonly [Section in keyof Settings]?: unknown };

/** Result of an examination of some sections. */
export interface Examined<ValidSections> {
  /** The sections that have the right structure, with all defaults filled in. All sections, if there is no fault. */
  readonly validSections: ValidSections;
  readonly faults: readonly Fault[];
}

/**
 * Checks parsed YAML or JSON: its structure, and the rules between its fields. A rule is not checked if it reads a section
 * with a wrong structure.
 */
export function examine(raw: unknown): Examined<Partial<Settings>> {
  return examineBy(settingsSchema, raw);
}

/**
 * Checks some sections of the settings in the same way as a stack file. A rule that reads an absent section is not checked,
 * with the exception that {@link findRuleFaults} makes for networks.
 */
export function examineSections<Section extends keyof Settings>(
  raw: Pick<RawSections, Section>,
): Examined<Pick<Settings, Section>> {
  const sections = Object.keys(raw).map((section) => [section, true]);
  const schema = settingsSchema.pick(Object.fromEntries(sections));
  return examineBy(schema, raw) as Examined<Pick<Settings, Section>>;
}

/** @param schema the schema of the settings, or of some of their sections */
function examineBy(schema: typeof settingsSchema, raw: unknown): Examined<Partial<Settings>> {
  const parsed = schema.safeParse(raw);
  const absent = new Set(Object.keys(settingsSchema.shape).filter((section) => !(section in schema.shape)));
  if (parsed.success) {
    return { validSections: parsed.data, faults: findRuleFaults(parsed.data, { absent }) };
  }
  const { issues } = parsed.error;
  const structureFaults = shapeFaults(issues, raw);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { validSections: {}, faults: structureFaults };
  }
  const invalid = new Set(issues.map(({ path }) => path[0]));
  const validSections: Partial<Settings> = Object.fromEntries(
    Object.entries(schema.shape)
      .filter(([section]) => !invalid.has(section))
      .map(([section, { parse }]) => [section, parse((raw as Record<string, unknown>)[section])]),
  );
  return {
    validSections,
    faults: [...structureFaults, ...findRuleFaults(validSections, { absent, invalid })],
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
