import type { PlacementState, ServerGroupState } from "../../openstack/vnfState";
import { listed } from "../../report/visible";
import { type Check, type Found, passIf } from "../check";

const NEXT =
  "redeploy one of them (docs/operations.md, hosts of the VNFs). If no other host can take it, free or add a host";

/** Checks that the VNF shares its host with no other VNF of the stack. */
export const placementChecks: readonly Check<PlacementState>[] = [
  {
    name: "host",
    subject: "host of the server",
    expected: "no other VNF of the stack",
    find: ({ hostId, peers }, { placementPolicy }) => {
      if (peers.length === 0) {
        return passIf(true, "no other VNF");
      }
      const sharing = peers.filter((peer) => hostId !== null && peer.hostId === hostId);
      if (sharing.length > 0) {
        return sharedHost(listed(sharing.map(({ name }) => name)), placementPolicy);
      }
      const unknown = hostId === null ? peers : peers.filter((peer) => peer.hostId === null);
      return unknown.length === 0
        ? passIf(true, "no other VNF")
        : {
            verdict: placementPolicy === "none" ? "info" : "warning",
            actual: `not compared with ${listed(unknown.map(({ name }) => name))}: Nova shows no host of ${hostId === null ? "this server" : "their servers"}`,
          };
    },
    readWith: ({ vnf }) =>
      `openstack server show ${vnf} -c hostId, and the same for the other VNFs: equal values are one host`,
    next: () => NEXT,
    isMadeAtBoot: false,
  },
];

function sharedHost(names: string, policy: string): Found {
  const actual = `also ${names}`;
  switch (policy) {
    case "anti-affinity":
      return passIf(false, actual);
    case "none":
      return { verdict: "info", actual: `${actual}; cpnr:placement.policy is none` };
    default:
      return { verdict: "warning", actual: `${actual}: they fail together. Next: ${NEXT}` };
  }
}

/** Checks that the server is in the stack's server group, and that this has the policy of the stack file. */
export const serverGroupChecks: readonly Check<readonly ServerGroupState[]>[] = [
  {
    name: "server group",
    subject: "server group of the server",
    expected: "as configured",
    find: (groups, { placementPolicy }) => {
      if (placementPolicy === "none") {
        return [];
      }
      const details = { expected: `the stack's, with the policy ${placementPolicy}` };
      const warning = (actual: string): Found => ({ verdict: "warning", actual, ...details });
      const configured = groups.filter(({ policy }) => policy === placementPolicy);
      const joined = configured.find(({ isMember }) => isMember);
      if (joined !== undefined) {
        return passIf(true, joined.id, details);
      }
      if (configured.length > 0) {
        return warning(
          "none: Nova adds no server that exists. It joins the group when it is replaced (docs/operations.md, hosts of the VNFs)",
        );
      }
      const policies = listed(groups.map(({ policy }) => policy));
      return warning(
        groups.length === 0
          ? "the stack has no server group. Next: pulumi up"
          : `the policy of the stack's group is ${policies}. Next: pulumi up creates a group with the configured policy`,
      );
    },
    readWith: () => "openstack server group list --long",
    next: () => "pulumi up",
    isMadeAtBoot: false,
  },
];
