import type { Fault } from "../fault";
import type { Settings } from "../schema";

/** A fault that a rule finds, without the name of the rule. */
export type Finding = Omit<Fault, "rule">;

/** A rule between fields of the configuration. */
export interface Rule {
  readonly name: string;
  /** Statement that is true for a valid configuration, for docs/configuration.md. */
  readonly states: string;
  /**
   * Sections of the configuration that the rule reads. The rule is checked only if all of them have the right
   * structure.
   */
  readonly reads: readonly (keyof Settings)[];
  faults(settings: Settings): Fault[];
}

/** Defines a rule. @param findFaults finds the faults in the sections that the rule reads */
export function defineRule<Section extends keyof Settings>(
  name: string,
  states: string,
  reads: readonly Section[],
  findFaults: (settings: Pick<Settings, Section>) => Iterable<Finding>,
): Rule {
  return {
    name,
    states,
    reads,
    faults: (settings) => [...findFaults(settings)].map((finding) => ({ rule: name, ...finding })),
  };
}
