import { hostOf, inSubnet } from "../config/address";
import type { OvsNetworkSettings, Settings, SriovNetworkSettings, VnfSettings } from "../config/schema";
import type { Answer } from "../openstack/answer";
import { isId } from "../openstack/id";
import { isOurs } from "../openstack/mark";
import type { Network } from "../openstack/resources";
import type { Survey } from "../openstack/survey";
import { mapSeen } from "./check";

/** What is judged: what is wanted, what the cloud has, and whose of it is the stack's own. */
export interface Situation {
  readonly settings: Settings;
  readonly survey: Survey;
  /** `<project>/<stack>`. */
  readonly owner: string;
}

export type NetworkSettings = OvsNetworkSettings | SriovNetworkSettings;

/** A configured network. */
export interface Wanted<T extends NetworkSettings = NetworkSettings> {
  /** Where it is configured, such as `cpnr:sriov[0]`. */
  readonly path: string;
  readonly network: T;
  /** The VNFs' addresses in it. */
  readonly addresses: readonly string[];
}

/** The networks configured, in the order of a VNF's NICs. */
export function wantedNetworks(settings: Settings): Wanted[] {
  const { orchestration, management, vnfs } = settings;
  return [
    ...(orchestration
      ? [
          {
            path: "cpnr:orchestration",
            network: orchestration,
            addresses: vnfs.flatMap((vnf) => vnf.orchestration ?? []),
          },
        ]
      : []),
    { path: "cpnr:management", network: management, addresses: vnfs.flatMap((vnf) => vnf.management) },
    ...wantedPair(settings),
  ];
}

/** The two SR-IOV networks configured. */
export function wantedPair({ sriov, vnfs }: Settings): Wanted<SriovNetworkSettings>[] {
  const bonds = vnfs.flatMap(({ bond }) => bond.addresses);
  return sriov.map((network, index) => ({
    path: `cpnr:sriov[${index}]`,
    network,
    addresses: bonds
      .filter((address) => network.subnets.some(({ cidr }) => inSubnet(address, cidr)))
      .map(hostOf),
  }));
}

/** The VNFs that have no server of the stack yet. */
export function vnfsToCreate({ settings, survey, owner }: Situation): Answer<readonly VnfSettings[]> {
  return mapSeen(survey.servers, (servers) => {
    const made = new Set(servers.filter((server) => isOurs(owner, server)).map(({ name }) => name));
    return settings.vnfs.filter(({ name }) => !made.has(name));
  });
}

/** The networks that a configured one can mean: those to adopt, or the stack's own of that name. */
export function candidates(network: NetworkSettings, networks: readonly Network[], owner: string): Network[] {
  if (network.adopt) {
    return networks.filter(({ id, name }) => (isId(network.name) ? id : name) === network.name);
  }
  return networks.filter((candidate) => candidate.name === network.name && isOurs(owner, candidate));
}

/** The one network of the cloud that a configured one is already, if any. */
export function existing(
  network: NetworkSettings,
  { survey, owner }: Situation,
): Answer<Network | undefined> {
  return mapSeen(survey.networks, (networks) => {
    const [only, second] = candidates(network, networks, owner);
    return second === undefined ? only : undefined;
  });
}

/** Size of the VNFs' servers, of the configured flavor or of the one to adopt. */
export function serverSize({ settings: { flavor }, survey }: Situation): Answer<ServerSize> {
  if (!flavor.adopt) {
    return { seen: flavor };
  }
  if ("unseen" in survey.flavors) {
    return survey.flavors;
  }
  const found = survey.flavors.seen.find(({ name }) => name === flavor.name);
  return found === undefined ? { unseen: `there is no flavor "${flavor.name}"` } : { seen: found };
}

/** What one server takes: dedicated CPUs, RAM in MiB and root disk in GiB. */
export interface ServerSize {
  readonly vcpus: number;
  readonly ram: number;
  readonly disk: number;
}
