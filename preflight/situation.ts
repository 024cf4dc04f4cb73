import { isAdoptedBy } from "../openstack/adoptedPorts";
import { isId } from "../openstack/id";
import type { Known } from "../openstack/known";
import { isOurs } from "../openstack/mark";
import type * as resources from "../openstack/resources";
import type { Survey } from "../openstack/survey";
import type { Network } from "../plan/network";
import type { Plan } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { mapKnown } from "./check";

/** Input of the checks: the plan, the state of the cloud, and the owner of the stack's own resources. */
export interface Situation {
  readonly plan: Plan;
  readonly survey: Survey;
  /** `<project>/<stack>`. */
  readonly owner: string;
}

/** Finds the VNFs for which the stack has no server yet. */
export function findVnfsToCreate(situation: Situation): Known<readonly Vnf[]> {
  return mapKnown(situation.survey.servers, (servers) =>
    situation.plan.vnfs.filter((vnf) => findServer(vnf, servers, situation) === undefined),
  );
}

/** Finds the stack's server of a VNF: by its name or, if somebody renamed it, by a port of the VNF that is attached to it. */
export function findServer(
  { name, nics }: Vnf,
  servers: readonly resources.Server[],
  { survey, owner }: Situation,
): resources.Server | undefined {
  const own = servers.filter((server) => isOurs(owner, server));
  const portsOf = (ports: Known<readonly resources.Port[]>) => ("known" in ports ? ports.known : []);
  const attached = new Set(
    [...portsOf(survey.addressed), ...portsOf(survey.adopted)]
      .filter((port) =>
        nics.some((nic) =>
          nic.adopt ? isAdoptedBy(nic, port) : port.name === nic.portName && isOurs(owner, port),
        ),
      )
      .map(({ device_id }) => device_id),
  );
  return own.find((server) => server.name === name) ?? own.find(({ id }) => attached.has(id));
}

/**
 * Finds the hosts that have VNFs of the stack, with the names of the VNFs. Only administrators see them. A server that Nova
 * could not start has no host.
 */
export function findOccupiedHosts(situation: Situation): Known<ReadonlyMap<string, readonly string[]>> {
  const { plan, survey } = situation;
  if ("unknown" in survey.servers) {
    return survey.servers;
  }
  const vnfsByHost = new Map<string, readonly string[]>();
  for (const vnf of plan.vnfs) {
    const server = findServer(vnf, survey.servers.known, situation);
    const host = server === undefined ? null : server["OS-EXT-SRV-ATTR:host"];
    if (host === undefined) {
      return { unknown: "only administrators see the hosts of the VNFs that exist" };
    }
    if (host !== null) {
      vnfsByHost.set(host, [...(vnfsByHost.get(host) ?? []), vnf.name]);
    }
  }
  return { known: vnfsByHost };
}

/** Finds the cloud's networks for a configured network: those to adopt, or the stack's own networks with this name. */
export function findCandidates(
  network: Network,
  networks: readonly resources.Network[],
  owner: string,
): resources.Network[] {
  if (network.adopt) {
    return networks.filter(({ id, name }) => (isId(network.name) ? id : name) === network.name);
  }
  return networks.filter((candidate) => candidate.name === network.name && isOurs(owner, candidate));
}

/** Finds the cloud's network for a configured network, if there is exactly one. */
export function findExisting(
  network: Network,
  { survey, owner }: Situation,
): Known<resources.Network | undefined> {
  return mapKnown(survey.networks, (networks) => {
    const [only, second] = findCandidates(network, networks, owner);
    return second === undefined ? only : undefined;
  });
}

/** Finds the size of the servers: from the configured flavor, or from the flavor to adopt. */
export function findServerSize({ plan: { flavor }, survey }: Situation): Known<ServerSize> {
  if (!flavor.adopt) {
    return { known: flavor };
  }
  if ("unknown" in survey.flavors) {
    return survey.flavors;
  }
  const found = survey.flavors.known.find(({ name }) => name === flavor.name);
  return found === undefined
    ? { unknown: `there is no flavor "${flavor.name}"` }
    : { known: { ...found, pageSize: found.extra_specs?.["hw:mem_page_size"] } };
}

/** Resources of one server: dedicated CPUs, RAM in MiB, root disk in GiB, and the size of the memory pages. */
export interface ServerSize {
  readonly vcpus: number;
  readonly ram: number;
  readonly disk: number;
  /** As in `hw:mem_page_size`. @default the flavor has none, or Nova does not show it */
  readonly pageSize?: string | undefined;
}
