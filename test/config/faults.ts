import { ConfigError } from "../../config/configError";
import type { Fault } from "../../config/fault";
import { checkSettings } from "../../config/settings";

/** Returns the faults of a raw configuration: none if it is valid. */
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

/** Returns each fault as `path sentence`. */
export function faultSentences(raw: unknown): string[] {
  return faultsOf(raw).map(({ path, sentence }) => `${path} ${sentence}`);
}

/** Returns the names of the broken rules, each once, sorted. */
export function brokenRuleNames(raw: unknown): string[] {
  return [...new Set(faultsOf(raw).map(({ rule }) => rule))].sort();
}
