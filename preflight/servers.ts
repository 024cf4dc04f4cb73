import { failedServer } from "../openstack/failedServer";
import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import { findServer, type Situation } from "./situation";

/** Warns of a server that Nova could not start. It is no failure, because a replacement (pulumi up --replace, cpnr heal) makes it anew. */
export function checkServers(situation: Situation): Finding[] {
  const { plan, survey } = situation;
  if ("unknown" in survey.servers) {
    return [];
  }
  const servers = survey.servers.known;
  return plan.vnfs.flatMap((vnf) => {
    const server = findServer(vnf, servers, situation);
    const failure = server && failedServer(server);
    return failure === undefined ? [] : [createCheck("server", vnf.name).warning(failure)];
  });
}
