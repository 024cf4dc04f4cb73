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

/** Every rule between the fields of the configuration. */
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
 * Every broken rule between the fields of `settings`, in the rules' order.
 * @param unsound sections that `settings` lacks because their shape is wrong; a rule that reads one is left out
 */
export function brokenRules(settings: Settings, unsound: ReadonlySet<unknown> = new Set()): Fault[] {
  return rules
    .filter(({ reads }) => !reads.some((section) => unsound.has(section)))
    .flatMap((rule) => rule.faults(settings));
}

/** What is worth knowing about `settings`; nothing of it stops a deployment. */
export function warnings(settings: Settings): Fault[] {
  return warningRules.flatMap((rule) => rule.faults(settings));
}
