import type { Fault } from "../fault";
import type { Settings } from "../schema";
import { addressRules } from "./addresses";
import { bondRules } from "./bond";
import { day0Rules } from "./day0";
import { linkMonitorRules } from "./linkMonitor";
import { mtuRules } from "./mtu";
import { nameRules } from "./names";
import { networkRules } from "./networks";
import { numaRules } from "./numa";
import { poolRules } from "./pools";
import type { Rule } from "./rule";
import { secretRules } from "./secrets";
import { userDataRules } from "./userData";
import { warningRules } from "./warnings";

export type { Rule } from "./rule";
export { warningRules } from "./warnings";

/** All rules between the fields of the configuration. */
export const rules: readonly Rule[] = [
  ...networkRules,
  ...poolRules,
  ...addressRules,
  ...numaRules,
  ...bondRules,
  ...linkMonitorRules,
  ...mtuRules,
  ...nameRules,
  ...day0Rules,
  ...secretRules,
  ...userDataRules,
];

/**
 * Finds all faults that break a rule, in the order of the rules.
 * @param invalidSections sections that are missing in `settings` because their structure is wrong. A rule that reads
 * one of them is not checked. @default none
 */
export function findRuleFaults(
  settings: Settings,
  invalidSections: ReadonlySet<unknown> = new Set(),
): Fault[] {
  return rules
    .filter(({ reads }) => !reads.some((section) => invalidSections.has(section)))
    .flatMap((rule) => rule.faults(settings));
}

/** Finds the warnings about `settings`. A warning does not stop a deployment. */
export function findWarnings(settings: Settings): Fault[] {
  return warningRules.flatMap((rule) => rule.faults(settings));
}
