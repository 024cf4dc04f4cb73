import type { Flavor, Network, Port, Server } from "./resources";

/** Key of a server's metadata whose value is the owner. */
export const SERVER_KEY = "cpnr-stack";

/** Extra spec of a flavor whose value is the owner. No filter of Nova's reads its scope. */
export const FLAVOR_SPEC = "cpnr:stack";

/** Tag of a stack's networks and ports. @param owner `<project>/<stack>` */
export function neutronTag(owner: string): string {
  return `${SERVER_KEY}=${owner}`;
}

/** Whether `owner`'s stack made it. What a stack made is not in its way. */
export function isOurs(owner: string, resource: Network | Port | Pick<Server, "metadata"> | Flavor): boolean {
  if ("metadata" in resource) {
    return resource.metadata[SERVER_KEY] === owner;
  }
  return "tags" in resource
    ? resource.tags.includes(neutronTag(owner))
    : resource.extra_specs?.[FLAVOR_SPEC] === owner;
}
