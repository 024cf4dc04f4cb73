import { faultsIn } from "../report/finding";
import { checkPlacement } from "./placement";
import { findServer, type Situation } from "./situation";

/**
 * Finds why a VNF whose host is down can't be deployed on another host. A VNF whose host is up gets its own place again, so nothing
 * is in the way of it.
 * @returns one sentence. undefined if there is a place, or if the credentials do not see the hosts
 */
export function findObstacle(vnf: string, situation: Situation): string | undefined {
  const { plan, survey } = situation;
  const planned = plan.vnfs.find(({ name }) => name === vnf);
  if (planned === undefined || "unknown" in survey.servers || "unknown" in survey.hypervisors) {
    return undefined;
  }
  const server = findServer(planned, survey.servers.known, situation);
  const host = server?.["OS-EXT-SRV-ATTR:host"];
  const isDown = survey.hypervisors.known.some(
    ({ service, state }) => service.host === host && state !== "up",
  );
  if (server === undefined || !isDown) {
    return undefined;
  }
  // As if this VNF were the only one to be created.
  const servers = survey.servers.known.filter(({ id }) => id !== server.id);
  const vnfs = plan.vnfs.filter((one) => one === planned || findServer(one, servers, situation));
  const [fault] = faultsIn(
    checkPlacement({
      ...situation,
      plan: { ...plan, vnfs },
      survey: { ...survey, servers: { known: servers } },
    }),
  );
  return fault && `its host ${host} is down, and no other can take it: ${fault.actual}`;
}
