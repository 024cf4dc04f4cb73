import {
  type PolicyResource,
  type ResourceValidationPolicy,
  Secret,
  type StackValidationPolicy,
  unknownCheckingProxy,
} from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { policies } from "../../policy/index";

/** A value that the engine does not know in a preview. */
export const unknown: unknown = unknownValue;

/** A value that the program marks as a secret. */
export const secret = (value: unknown): Secret => new Secret(value);

/** A resource that a program declares. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: object;
  /** Outputs of a resource that the program only reads: it has no inputs. */
  readonly isRead?: boolean;
  readonly protect?: boolean;
  /** The resources from which an input comes, by input. */
  readonly from?: Readonly<Record<string, readonly Declared[]>>;
}

/** What the pack says of a program. */
export interface Judgement {
  /** Violations, each with the name of its policy, such as `direct-port: The port …`. */
  readonly violations: readonly string[];
  /** What could not be checked. */
  readonly notChecked: readonly string[];
}

let judgements = 0;

/**
 * Runs the pack on a program as the SDK does in a preview: first each resource, then the stack.
 * @param config configuration and level of each policy. @default the pack's own
 */
export function judge(
  program: readonly Declared[],
  config: Readonly<Record<string, { enforcementLevel?: string; [key: string]: unknown }>> = {},
): Judgement {
  judgements += 1;
  const violations: string[] = [];
  const notChecked: string[] = [];
  const argsOf = (policy: string) => ({
    getConfig: () => withoutLevel(config[policy]),
    stackTags: new Map(),
  });
  const reporter = (policy: string) => (message: string) =>
    policy === "not-checked" ? notChecked.push(message) : violations.push(`${policy}: ${message}`);
  const stack = new Map(program.map((declared) => [declared, resourceOf(declared)]));

  for (const [declared, resource] of stack) {
    for (const policy of policies as readonly ResourceValidationPolicy[]) {
      const level = config[policy.name]?.enforcementLevel ?? policy.enforcementLevel;
      if (declared.isRead || level === "disabled") {
        continue;
      }
      const args = { ...resource, ...argsOf(policy.name) } as never;
      if (level === "remediate") {
        const props = unknownCheckingProxy(secretsPreservingProxy(declared.inputs));
        expect(policy.remediateResource?.({ ...(args as object), props } as never)).toBeUndefined();
      }
      for (const validate of [policy.validateResource ?? []].flat()) {
        validate(args, reporter(policy.name));
      }
    }
  }
  for (const [declared, resource] of stack) {
    // In a preview, the outputs of a resource that will be created say nothing.
    resource.props = declared.isRead ? resource.props : {};
    for (const [input, sources] of Object.entries(declared.from ?? {})) {
      resource.propertyDependencies[input] = sources.flatMap((source) => stack.get(source) ?? []);
    }
  }
  for (const policy of policies as readonly StackValidationPolicy[]) {
    if (config[policy.name]?.enforcementLevel !== "disabled") {
      const args = { resources: [...stack.values()], ...argsOf(policy.name) };
      policy.validateStack?.(args as never, reporter(policy.name));
    }
  }
  return { violations, notChecked };
}

function resourceOf({ type, name, inputs, protect = false }: Declared): PolicyResource {
  return {
    type,
    name,
    urn: `urn:pulumi:test${judgements}::other::${type}::${name}`,
    props: unknownCheckingProxy(revealed(inputs)),
    opts: { protect } as PolicyResource["opts"],
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

function withoutLevel({ enforcementLevel: _, ...values }: Record<string, unknown> = {}): object {
  return values;
}

/** Inputs with the values of secrets, as the SDK gives them to a validation. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) {
    return revealed(value.value);
  }
  if (Array.isArray(value)) {
    return value.map(revealed);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]))
    : value;
}
