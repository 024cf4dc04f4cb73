import type { GroupPolicy } from "../plan/placement";
import type { Flavor, Network, Port, Server, ServerGroup } from "./resources";

/** Metadata key of a server. Its value is the owner, `<project>/<stack>`. */
export const SERVER_KEY = "cpnr-stack";

/** Extra spec of a flavor. Its value is the owner. No filter of Nova reads extra specs of this scope. */
export const FLAVOR_SPEC = "cpnr:stack";

/**
 * Returns the mark of a stack: the tag of its networks and ports, and the description of all it creates except servers. The
 * provider sets tags and extra specs with a second request, but the description with the one that creates the resource. So the
 * owner of a resource is known, even if the deployment was killed between the two. @param owner `<project>/<stack>`
 */
export function markOf(owner: string): string {
  return `${SERVER_KEY}=${owner}`;
}

/**
 * Returns the name of a stack's server group. Nova gives a server group neither tags nor metadata nor a description, so its name
 * begins with the mark of its stack. The policy is in the name, because a group with another policy is created before the old group
 * is deleted. @param owner `<project>/<stack>` @param word for a second group of a stack. @default none
 */
export function groupNameOf(owner: string, policy: GroupPolicy, word?: string): string {
  return [markOf(owner), ...(word === undefined ? [] : [word]), policy].join(" ");
}

/** The owner in a mark; undefined if the text is no mark. */
export function ownerOfMark(text: string): string | undefined {
  const [mark = ""] = text.split(" ");
  return mark.startsWith(`${SERVER_KEY}=`) ? mark.slice(SERVER_KEY.length + 1) : undefined;
}

/** Whether the stack `owner` created the resource. A stack's own resources do not conflict with it. */
export function isOurs(
  owner: string,
  resource:
    | Pick<Network | Port, "tags" | "description">
    | Pick<Server, "metadata">
    | Pick<ServerGroup, "name" | "members">
    | Flavor,
): boolean {
  if ("members" in resource) {
    return ownerOfMark(resource.name) === owner;
  }
  if ("metadata" in resource) {
    return resource.metadata[SERVER_KEY] === owner;
  }
  // Words can follow the mark (openstack/lease.ts).
  const isDescribed = resource.description?.split(" ").includes(markOf(owner)) === true;
  const isMarked =
    "tags" in resource
      ? resource.tags.includes(markOf(owner))
      : resource.extra_specs?.[FLAVOR_SPEC] === owner;
  return isDescribed || isMarked;
}
