import type { ServerState } from "../../openstack/vnfState";
import { type Check, found } from "../check";
import { consoleOf } from "./commands";

/** What Nova says of the VNF's server; null where the stack has none. */
export const serverChecks: readonly Check<ServerState | null>[] = [
  {
    name: "server",
    subject: "server",
    expected: "ACTIVE",
    find: (server) => {
      if (server === null) {
        return found(false, "missing: the stack has no server of this name");
      }
      const { status, fault, host } = server;
      const place = host === null ? "" : ` on ${host}`;
      return found(status === "ACTIVE", fault === null ? `${status}${place}` : `${status}: ${fault}`);
    },
    readWith: ({ vnf }) => `openstack server show ${vnf}`,
    next: ({ vnf }) => `openstack server event list ${vnf}, and ${consoleOf(vnf)}`,
    isMadeAtBoot: false,
  },
];
