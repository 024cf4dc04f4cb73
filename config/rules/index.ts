import type { Fault } from "../fault";
import type { Settings } from "../schema";
import { addressRules } from "./addresses";
import { adoptedPortRules } from "./adoptedPorts";
import { bondRules } from "./bond";
import { day0Rules } from "./day0";
import { linkMonitorRules } from "./linkMonitor";
import { mtuRules } from "./mtu";
import { nameRules } from "./names";
import { networkRules } from "./networks";
import { numaRules } from "./numa";
import { NETWORKS } from "./parts";
import { placementRules } from "./placement";
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
  ...adoptedPortRules,
  ...numaRules,
  ...bondRules,
  ...linkMonitorRules,
  ...mtuRules,
  ...nameRules,
  ...placementRules,
  ...day0Rules,
  ...secretRules,
  ...userDataRules,
];

/** Sections that `settings` does not have. */
interface MissingSections {
  /** Sections with a wrong structure. @default none */
  readonly invalid?: ReadonlySet<unknown>;
  /** Sections that were not given. @default none */
  readonly absent?: ReadonlySet<unknown>;
}

/**
 * Finds all faults that break a rule, in the order of the rules. A rule that reads a missing section is not checked. One
 * exception: a rule that reads only networks is checked if one of them is given, and the absent networks have no subnets.
 */
export function findRuleFaults(
  settings: Partial<Settings>,
  { invalid = new Set(), absent = new Set() }: MissingSections = {},
): Fault[] {
  const canBeChecked = ({ reads }: Rule) => {
    const given = reads.filter((section) => !absent.has(section));
    const readsOnlyNetworks = reads.every((section) => NETWORK_SECTIONS.includes(section));
    return (
      !reads.some((section) => invalid.has(section)) &&
      (given.length === reads.length || (readsOnlyNetworks && given.length > 0))
    );
  };
  const complete = { ...NO_NETWORKS, ...settings } as unknown as Settings;
  return rules.filter(canBeChecked).flatMap((rule) => rule.faults(complete));
}

const NETWORK_SECTIONS: readonly (keyof Settings)[] = NETWORKS;
const NO_NETWORKS = { management: { subnets: [] }, sriov: [] };

/** Finds the warnings about `settings`. A warning does not stop a deployment. */
export function findWarnings(settings: Settings): Fault[] {
  return warningRules.flatMap((rule) => rule.faults(settings));
}
