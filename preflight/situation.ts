import { isId } from "../openstack/id";
import type { Known } from "../openstack/known";
import { isOurs } from "../openstack/mark";
import type * as neutron from "../openstack/resources";
import type { Survey } from "../openstack/survey";
import type { Network } from "../plan/network";
import type { Plan } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { mapKnown } from "./check";

/** What is judged: what is wanted, what the cloud has, and whose of it is the stack's own. */
export interface Situation {
  readonly plan: Plan;
  readonly survey: Survey;
  /** `<project>/<stack>`. */
  readonly owner: string;
}

/** The VNFs that have no server of the stack yet. */
export function vnfsToCreate({ plan, survey, owner }: Situation): Known<readonly Vnf[]> {
  return mapKnown(survey.servers, (servers) => {
    const made = new Set(servers.filter((server) => isOurs(owner, server)).map(({ name }) => name));
    return plan.vnfs.filter(({ name }) => !made.has(name));
  });
}

/** The networks that a configured one can mean: those to adopt, or the stack's own of that name. */
export function candidates(
  network: Network,
  networks: readonly neutron.Network[],
  owner: string,
): neutron.Network[] {
  if (network.adopt) {
    return networks.filter(({ id, name }) => (isId(network.name) ? id : name) === network.name);
  }
  return networks.filter((candidate) => candidate.name === network.name && isOurs(owner, candidate));
}

/** The one network of the cloud that a configured one is already, if any. */
export function existing(network: Network, { survey, owner }: Situation): Known<neutron.Network | undefined> {
  return mapKnown(survey.networks, (networks) => {
    const [only, second] = candidates(network, networks, owner);
    return second === undefined ? only : undefined;
  });
}

/** Size of the VNFs' servers, of the configured flavor or of the one to adopt. */
export function serverSize({ plan: { flavor }, survey }: Situation): Known<ServerSize> {
  if (!flavor.adopt) {
    return { known: flavor };
  }
  if ("unknown" in survey.flavors) {
    return survey.flavors;
  }
  const found = survey.flavors.known.find(({ name }) => name === flavor.name);
  return found === undefined ? { unknown: `there is no flavor "${flavor.name}"` } : { known: found };
}

/** What one server takes: dedicated CPUs, RAM in MiB and root disk in GiB. */
export interface ServerSize {
  readonly vcpus: number;
  readonly ram: number;
  readonly disk: number;
}
