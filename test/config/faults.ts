import { ConfigError } from "../../config/configError";
import type { Fault } from "../../config/fault";
import { checkSettings } from "../../config/settings";

/** The faults of a raw configuration; none if it is right. */
export function faultsOf(raw: unknown): readonly Fault[] {
  try {
    checkSettings(raw);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.faults;
    }
    throw error;
  }
}

/** Each fault as `path sentence`. */
export function told(raw: unknown): string[] {
  return faultsOf(raw).map(({ path, sentence }) => `${path} ${sentence}`);
}

/** The names of the broken rules, each once, sorted. */
export function brokenIn(raw: unknown): string[] {
  return [...new Set(faultsOf(raw).map(({ rule }) => rule))].sort();
}
