import type { Flavor, Network, Port, Server } from "./resources";

/** Metadata key of a server. Its value is the owner, `<project>/<stack>`. */
export const SERVER_KEY = "cpnr-stack";

/** Extra spec of a flavor. Its value is the owner. No filter of Nova reads extra specs of this scope. */
export const FLAVOR_SPEC = "cpnr:stack";

/** Returns the tag of a stack's networks and ports. @param owner `<project>/<stack>` */
export function neutronTag(owner: string): string {
  return `${SERVER_KEY}=${owner}`;
}

/** Whether the stack `owner` created the resource. A stack's own resources do not conflict with it. */
export function isOurs(owner: string, resource: Network | Port | Pick<Server, "metadata"> | Flavor): boolean {
  if ("metadata" in resource) {
    return resource.metadata[SERVER_KEY] === owner;
  }
  return "tags" in resource
    ? resource.tags.includes(neutronTag(owner))
    : resource.extra_specs?.[FLAVOR_SPEC] === owner;
}
