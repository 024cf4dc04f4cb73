import type { ResourceValidationPolicy } from "@pulumi/policy";
import { detectSecret, hasPassword } from "../../config/secrets";
import { type Finding, resourcePolicy, unseen, violation } from "../check";
import { type Data, toData, UNKNOWN, valueAt } from "../data";
import { label, type Resource, TYPES } from "../resource";
import type { Unseen } from "../unseen";
import { listTexts } from "../userData";

/**
 * Finds plain secrets in user data. The SDK shows only to a remediation which values are secrets. So the policy has the level
 * `remediate`: its remediation changes nothing and only remembers the secrets, and its violations are mandatory.
 */
export function plainSecret(notes: Unseen): ResourceValidationPolicy {
  const marked = new Map<string, Data>();
  const policy = resourcePolicy(
    {
      name: "no-plain-secret",
      description: "User data holds no private key, password or password hash outside a secret.",
      level: "mandatory",
      types: [TYPES.server, TYPES.cloudConfig],
      *find(resource) {
        const inputs = marked.get(resource.urn);
        if (inputs === undefined) {
          yield unseen(resource, "the SDK shows secrets only to a policy with the level remediate");
        } else {
          yield* findPlainSecrets({ ...resource, inputs });
        }
      },
    },
    notes,
  );
  return {
    ...policy,
    enforcementLevel: "remediate",
    remediateResource: ({ urn, props }) => {
      marked.set(urn, toData(props));
    },
  };
}

function* findPlainSecrets(resource: Resource): Generator<Finding> {
  for (const [input, value] of listUserData(resource)) {
    if (value === UNKNOWN) {
      yield unseen(resource, `${input} is not known in a preview (an update checks it)`);
    } else if (typeof value === "string") {
      const kind = kindOfSecret(value);
      if (kind !== undefined) {
        yield violation(
          resource,
          `The ${label(resource)} has in ${input} what looks like ${kind} in plain text (not shown): pass it as a secret, with pulumi.secret() or pulumi config set --secret.`,
        );
      }
    }
  }
}

/** The user data of a resource, by the path of its input. */
function listUserData({ type, inputs }: Resource): [input: string, value: Data][] {
  if (type === TYPES.server) {
    return [["userData", valueAt(inputs, "userData")]];
  }
  const parts = valueAt(inputs, "parts");
  // The cloudinit plugin leaves unknown parts out.
  if (parts === UNKNOWN || parts === undefined) {
    return [["parts", UNKNOWN]];
  }
  // Parts that are a secret as a whole are no list.
  return Array.isArray(parts)
    ? parts.map((part, index) => [`parts[${index}].content`, valueAt(part, "content")])
    : [];
}

function kindOfSecret(userData: string): string | undefined {
  for (const text of listTexts(userData)) {
    const kind = detectSecret(text) ?? (hasPassword(text) ? "a password" : undefined);
    if (kind !== undefined) {
      return kind;
    }
  }
  return undefined;
}
