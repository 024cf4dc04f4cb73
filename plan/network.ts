import { inSubnet } from "./address";
import type { NumaPolicy } from "./numaPolicy";

/** The purpose of a NIC. The name of the NIC's port ends with it. */
export type Role = "orchestration" | "management" | "sriov-1" | "sriov-2";

/** A Neutron subnet. */
export interface Subnet {
  /** Name in Neutron. */
  readonly name: string;
  /** CIDR, IPv4 or IPv6. */
  readonly cidr: string;
  /** Address that Neutron announces as the gateway. @default none */
  readonly gateway?: string | undefined;
  /** Ranges from which Neutron chooses addresses. @default the whole subnet */
  readonly allocationPools?: readonly { readonly start: string; readonly end: string }[] | undefined;
}

/** A segment of a network: what carries its frames between the hosts (Neutron's provider attributes). */
export interface Segment {
  readonly type: "vlan" | "vxlan" | "geneve" | "gre" | "flat";
  /** Physical network of a vlan or flat segment. @default chosen by Neutron */
  readonly physicalNetwork?: string | undefined;
  /** VLAN id, VNI or tunnel id. @default chosen by Neutron */
  readonly id?: number | undefined;
}

interface NeutronNetwork {
  /** Path of the network in the configuration, such as `cpnr:sriov[0]`. */
  readonly path: string;
  /** Name in Neutron; of an adopted network, its name or its id. */
  readonly name: string;
  /** Whether the network and its subnets exist already. */
  readonly adopt: boolean;
  /** MTU in bytes of a network to be created. @default Neutron's MTU for the type of network */
  readonly mtu?: number | undefined;
  readonly subnets: readonly Subnet[];
}

/** A network on the hosts' virtual switch. */
export interface SwitchedNetwork extends NeutronNetwork {
  readonly role: "orchestration" | "management";
  /** Segment of a network to be created. @default the cloud's type for tenant networks */
  readonly segment?: Segment | undefined;
  /** Names or ids of its ports' security groups. @default the project's default group */
  readonly securityGroups?: readonly string[] | undefined;
}

/** A VLAN of a physical network, whose ports are VFs. */
export interface SriovNetwork extends NeutronNetwork {
  readonly role: "sriov-1" | "sriov-2";
  readonly physicalNetwork: string;
  /** VLAN id, 1 to 4094. @default unknown: the network is adopted */
  readonly vlan?: number | undefined;
  /** NUMA node of the host on which the physical network's NIC sits. */
  readonly numaNode: number;
  /** NUMA policy of its ports. @default that of the flavor or the image */
  readonly numaPolicy?: NumaPolicy | undefined;
  /** Number of VFs on the NIC of each host. @default unknown */
  readonly virtualFunctions?: number | undefined;
}

export type Network = SwitchedNetwork | SriovNetwork;

/** The networks of a stack. */
export interface Networks {
  readonly orchestration?: SwitchedNetwork | undefined;
  readonly management: SwitchedNetwork;
  readonly sriov: readonly [SriovNetwork, SriovNetwork];
}

/** Whether a network is created with a segment that the stack file chooses. Only administrators may do so. */
export function choosesSegment(network: Network): boolean {
  return !network.adopt && segmentOf(network) !== undefined;
}

/** The segment that the configuration asks for; undefined if the cloud chooses it. */
export function segmentOf(network: Network): Segment | undefined {
  return "physicalNetwork" in network
    ? { type: "vlan", physicalNetwork: network.physicalNetwork, id: network.vlan }
    : network.segment;
}

/** The networks in the order of a server's NICs. */
export function inNicOrder({ orchestration, management, sriov }: Networks): Network[] {
  return [...(orchestration === undefined ? [] : [orchestration]), management, ...sriov];
}

/** A network as its configuration describes it: without its place in the plan. */
export function withoutPlace<N extends Pick<Network, "path">>({
  path: _,
  role: __,
  ...network
}: N & { readonly role?: Role }): Omit<N, "path" | "role"> {
  return network;
}

/** The subnet in which `address` lies, with or without its prefix length. */
export function subnetOf<T extends Pick<Subnet, "cidr">>(
  address: string,
  subnets: readonly T[],
): T | undefined {
  return subnets.find(({ cidr }) => inSubnet(address, cidr));
}
