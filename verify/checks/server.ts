import type { ServerState } from "../../openstack/vnfState";
import { type Check, passIf } from "../check";
import { consoleOf } from "./commands";

/** Checks of the VNF's server in Nova; null if the stack has no server for it. */
export const serverChecks: readonly Check<ServerState | null>[] = [
  {
    name: "server",
    subject: "server",
    expected: "ACTIVE",
    find: (server) => {
      if (server === null) {
        return passIf(false, "missing: the stack has no server of this name");
      }
      const { status, fault, host } = server;
      const place = host === null ? "" : ` on ${host}`;
      return passIf(status === "ACTIVE", fault === null ? `${status}${place}` : `${status}: ${fault}`);
    },
    readWith: ({ vnf }) => `openstack server show ${vnf}`,
    next: ({ vnf }) => `openstack server event list ${vnf}, and ${consoleOf(vnf)}`,
    isMadeAtBoot: false,
  },
  {
    name: "compute host",
    subject: "compute host",
    expected: "gives a sign of life",
    find: (server) => {
      if (server === null || server.isHostDown === null) {
        return [];
      }
      const { host, isHostDown } = server;
      return isHostDown
        ? { verdict: "warning", actual: `nova-compute on ${host} gives none` }
        : { verdict: "pass", actual: `${host} does` };
    },
    readWith: () => "openstack compute service list --service nova-compute",
    next: () =>
      "start the host or its nova-compute. Until then, Nova can neither reboot nor delete a guest there",
    isMadeAtBoot: false,
  },
];
