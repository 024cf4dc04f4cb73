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
];
