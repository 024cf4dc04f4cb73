import type { PolicyConfigSchema, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Data } from "./data";
import { label, type Resource, type StackResource, toResource, toStack } from "./resource";
import type { Unseen } from "./unseen";

/** What a check finds: a violation, of the whole stack if there is no URN, or something that the check can't see. */
export type Finding =
  | { readonly violation: string; readonly urn?: string }
  | { readonly unseen: string; readonly subject: string };

/** A violation of a resource. @param sentence the thing, what is wrong, and what to do */
export function violation({ urn }: Pick<Resource, "urn">, sentence: string): Finding {
  return { violation: sentence, urn };
}

/** Something of a resource that a check can't see. @param reason a clause, such as `its network is not in this stack` */
export function unseen(resource: Pick<Resource, "type" | "name">, reason: string): Finding {
  return { unseen: reason, subject: label(resource) };
}

interface Description {
  readonly name: string;
  /** The statement that is true for a good stack. */
  readonly description: string;
  readonly level: "mandatory" | "advisory";
  /** Schema of each configuration value, with its default. @default no configuration */
  readonly config?: PolicyConfigSchema["properties"];
}

/** A check of one resource, by its inputs. It runs before the resource is created or changed. */
export interface ResourceCheck<Config> extends Description {
  readonly types: readonly string[];
  find(resource: Resource, config: Config): Iterable<Finding>;
}

/** A check of all resources of a stack. It runs at the end of a preview or update. */
export interface StackCheck<Config> extends Description {
  findInStack(stack: readonly StackResource[], config: Config): Iterable<Finding>;
}

/** Makes the policy of a check of one resource. */
export function resourcePolicy<Config extends object = object>(
  check: ResourceCheck<Config>,
  notes: Unseen,
): ResourceValidationPolicy {
  return {
    ...describe(check),
    validateResource: (args, reportViolation) => {
      if (check.types.includes(args.type)) {
        report(check, check.find(toResource(args), configOf(check, args)), notes, reportViolation);
      }
    },
  };
}

/** Makes the policy of a check of a stack. */
export function stackPolicy<Config extends object = object>(
  check: StackCheck<Config>,
  notes: Unseen,
): StackValidationPolicy & ResourceValidationPolicy {
  const inputs = new Map<string, Data>();
  return {
    ...describe(check),
    validateResource: (args) => {
      inputs.set(args.urn, toResource(args).inputs);
    },
    validateStack: (args, reportViolation) => {
      const stack = toStack(args.resources, inputs);
      report(check, check.findInStack(stack, configOf(check, args)), notes, reportViolation);
    },
  };
}

function describe({ name, description, level, config }: Description) {
  return {
    name,
    description,
    enforcementLevel: level,
    ...(config === undefined ? {} : { configSchema: { properties: config } }),
  };
}

/** The configuration of a check: the given values, and the default of each other value. */
function configOf<Config extends object>(
  { config = {} }: Description,
  args: { getConfig<T extends object>(): T },
): Config {
  const defaults = Object.entries(config).flatMap(([key, schema]) =>
    schema.default === undefined ? [] : [[key, schema.default]],
  );
  return { ...Object.fromEntries(defaults), ...args.getConfig<Config>() };
}

function report(
  { name }: Description,
  findings: Iterable<Finding>,
  notes: Unseen,
  reportViolation: (message: string, urn?: string) => void,
): void {
  for (const finding of findings) {
    if ("violation" in finding) {
      reportViolation(finding.violation, finding.urn);
    } else {
      notes.add({ policy: name, subject: finding.subject, reason: finding.unseen });
    }
  }
}
