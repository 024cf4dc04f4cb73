import { ConfigError } from "./configError";
import type { Fault } from "./fault";
import { brokenRules } from "./rules";
import { type Settings, settingsSchema } from "./schema";
import { shapeFaults } from "./shape";

/** Raw settings that were examined. */
export interface Examined {
  /** The sections whose shape is right, with every default filled in: all of them, where there is no fault. */
  readonly sound: Partial<Settings>;
  readonly faults: readonly Fault[];
}

/**
 * Examines `raw`, as YAML or JSON gave it: its shape, and the rules between its fields. A rule that reads a section whose
 * shape is wrong is left out.
 */
export function examine(raw: unknown): Examined {
  const parsed = settingsSchema.safeParse(raw);
  if (parsed.success) {
    return { sound: parsed.data, faults: brokenRules(parsed.data) };
  }
  const { issues } = parsed.error;
  const shape = shapeFaults(issues, raw);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { sound: {}, faults: shape };
  }
  const unsound = new Set(issues.map(({ path }) => path[0]));
  const sound: Partial<Settings> = Object.fromEntries(
    Object.entries(settingsSchema.shape)
      .filter(([key]) => !unsound.has(key))
      .map(([key, schema]) => [key, schema.parse((raw as Record<string, unknown>)[key])]),
  );
  return { sound, faults: [...shape, ...brokenRules(sound as Settings, unsound)] };
}

/**
 * The settings that `raw` says.
 * @throws {ConfigError} with every fault, each with its path, its value and what would be right
 */
export function checkSettings(raw: unknown): Settings {
  const { sound, faults } = examine(raw);
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  return sound as Settings;
}
