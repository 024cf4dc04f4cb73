import type { Fault } from "../fault";
import type { Settings } from "../schema";

/** What a rule finds: a fault, without the rule's name. */
export type Finding = Omit<Fault, "rule">;

/** A rule between fields of the configuration. */
export interface Rule {
  readonly name: string;
  /** What holds where it is not broken: one sentence, as docs/configuration.md tells it. */
  readonly states: string;
  /** The sections of the configuration that the rule looks at; it is asked only if the shape of each is sound. */
  readonly reads: readonly (keyof Settings)[];
  faults(settings: Settings): Fault[];
}

/** The rule `name`, which `states` what is to hold; `findings` tells what breaks it from the sections that it reads. */
export function rule<Section extends keyof Settings>(
  name: string,
  states: string,
  reads: readonly Section[],
  findings: (settings: Pick<Settings, Section>) => Iterable<Finding>,
): Rule {
  return {
    name,
    states,
    reads,
    faults: (settings) => [...findings(settings)].map((finding) => ({ rule: name, ...finding })),
  };
}
