import type { PolicyResource, PolicyResourceOptions } from "@pulumi/policy";
import { DAY0, FLAVOR, NETWORK, PORT, SERVER, SERVER_GROUP } from "../report/kinds";
import { type Data, toData } from "./data";

/** Types of the resources that the policies judge. */
export const TYPES = {
  port: PORT,
  network: NETWORK,
  securityGroup: "openstack:networking/secGroup:SecGroup",
  securityGroupRule: "openstack:networking/secGroupRule:SecGroupRule",
  server: SERVER,
  serverGroup: SERVER_GROUP,
  flavor: FLAVOR,
  cloudConfig: DAY0,
} as const;

const NOUNS: Readonly<Record<string, string>> = {
  [TYPES.port]: "port",
  [TYPES.network]: "network",
  [TYPES.server]: "server",
  [TYPES.flavor]: "flavor",
  [TYPES.cloudConfig]: "cloud-init document",
};

/** A resource of any program. */
export interface Resource {
  readonly type: string;
  /** Name in the program, which is unique for its type and parents. */
  readonly name: string;
  readonly urn: string;
  readonly inputs: Data;
  readonly isProtected: boolean;
}

/** A resource of a stack, with the resources from whose outputs its inputs come. */
export interface StackResource extends Resource {
  /** The resources of a type that an input depends on. */
  dependencies(input: string, type: string): readonly StackResource[];
}

/** A resource as the SDK gives it to a policy, with inputs or with outputs. */
type Given = Pick<PolicyResource, "type" | "name" | "urn" | "props"> & {
  readonly opts: Pick<PolicyResourceOptions, "protect">;
};

/** How a message names a resource, such as `port "p1"`. */
export function label({ type, name }: Pick<Resource, "type" | "name">): string {
  return `${NOUNS[type] ?? type} "${name}"`;
}

/** Converts a resource as the SDK gives it. */
export function toResource({ type, name, urn, props, opts }: Given): Resource {
  return { type, name, urn, inputs: toData(props), isProtected: opts.protect };
}

/**
 * Converts the resources of a stack.
 * @param inputs inputs by URN. The SDK gives the outputs only, which do not tell whether the program gave a value. A resource
 * that the program only reads has no inputs.
 */
export function toStack(
  resources: readonly PolicyResource[],
  inputs: ReadonlyMap<string, Data>,
): StackResource[] {
  const converted = new Map<string, StackResource>();
  for (const given of resources) {
    const resource = toResource(given);
    converted.set(resource.urn, {
      ...resource,
      inputs: inputs.get(resource.urn) ?? resource.inputs,
      dependencies: (input, type) =>
        (given.propertyDependencies[input] ?? []).flatMap(
          (dependency) => (dependency.type === type && converted.get(dependency.urn)) || [],
        ),
    });
  }
  return [...converted.values()];
}
