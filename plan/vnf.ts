import { hostOf } from "./address";
import type { Bond, BondOptions } from "./bond";
import { type Network, type Networks, type Role, type SriovNetwork, subnetOf } from "./network";
import { isMember, type MemberNic, type Nic, type NicAddress, type SwitchedNic } from "./nic";

/** Names or ids of existing ports, by the role of their NIC. */
export type AdoptedPorts = { readonly [NicRole in Role]?: string | undefined };

/** The name of the port that a stack creates for a NIC. */
export function createdPortName(vnf: string, role: Role): string {
  return `${vnf}-${role}`;
}

/** The configuration of a VNF. */
export interface VnfChoice {
  /** Name of the server. */
  readonly name: string;
  /** Host name in the guest. */
  readonly hostname: string;
  /** Addresses in the orchestration network. @default no NIC in this network */
  readonly orchestration?: readonly string[] | undefined;
  /** Addresses in the management network. */
  readonly management: readonly string[];
  readonly bond: Pick<Bond, "addresses" | "gateways">;
  /** Names or ids of existing ports, by the NIC's role. @default the stack creates the ports */
  readonly adoptPorts?: AdoptedPorts | undefined;
  /** @default chosen by Nova */
  readonly availabilityZone?: string | undefined;
  /** Whether a server that exists stays in its zone. @default it is replaced if its zone changes */
  readonly keepsZone?: true | undefined;
  /** Compute host, bypassing Nova's scheduler. @default chosen by the scheduler */
  readonly host?: string | undefined;
}

/** A VNF: one server, its NICs and its bond. */
export interface Vnf
  extends Pick<VnfChoice, "name" | "hostname" | "availabilityZone" | "keepsZone" | "host"> {
  /** The NICs in the order of the server's ports. */
  readonly nics: readonly Nic[];
  readonly bond: Bond;
}

/**
 * Derives a VNF's NICs and its bond from its configuration. An address outside the subnets of its network is left out.
 * @param options the bond's options, and the name of the SR-IOV network whose VF is the primary (default: the first network)
 */
export function planVnf(
  choice: VnfChoice,
  networks: Networks,
  options: BondOptions & { readonly primary?: string | undefined },
): Vnf {
  const { name, hostname, availabilityZone, keepsZone, host, bond, adoptPorts = {} } = choice;
  const { orchestration, management, sriov } = networks;
  const nic = <T extends Network>(network: T, addresses: readonly string[]) => {
    const adopted = adoptPorts[network.role];
    return {
      role: network.role,
      portName: adopted ?? createdPortName(name, network.role),
      network,
      addresses: nicAddressesOf(network, addresses),
      ...(adopted === undefined ? {} : { adopt: true as const }),
    };
  };
  const { primary: primaryName, ...chosen } = options;
  const member = (network: SriovNetwork): MemberNic => ({
    ...nic(network, bond.addresses),
    isPrimary: network === (sriov.find((one) => one.name === primaryName) ?? sriov[0]),
  });
  const [first, second] = [member(sriov[0]), member(sriov[1])];
  return {
    name,
    hostname,
    availabilityZone,
    ...(keepsZone ? { keepsZone } : {}),
    host,
    nics: [
      ...(orchestration && choice.orchestration ? [nic(orchestration, choice.orchestration)] : []),
      nic(management, choice.management),
      first,
      second,
    ],
    bond: {
      ...chosen,
      members: first.isPrimary ? [first, second] : [second, first],
      addresses: bond.addresses,
      gateways: bond.gateways,
    },
  };
}

/** The NICs besides the bond's members. */
export function switchedNics({ nics }: Vnf): SwitchedNic[] {
  return nics.filter((nic): nic is SwitchedNic => !isMember(nic));
}

/** The address for SSH to a VNF's guest: its first address in the management network. */
export function managementAddress(vnf: Vnf): string {
  return addressesOf(vnf, "management")[0] as string;
}

/** The addresses of a VNF's NIC by role; empty if the VNF has no such NIC. */
export function addressesOf({ nics }: Vnf, role: Role): string[] {
  const nic = nics.find((one) => one.role === role);
  return nic?.addresses.map(({ address }) => address) ?? [];
}

/** The names or ids of a VNF's adopted ports; undefined if it has none. */
export function adoptedPortsOf({ nics }: Pick<Vnf, "nics">): AdoptedPorts | undefined {
  const adopted = nics.filter(({ adopt }) => adopt).map(({ role, portName }) => [role, portName]);
  return adopted.length === 0 ? undefined : Object.fromEntries(adopted);
}

/** The addresses of the DNS service: the bond's addresses without prefix lengths. */
export function serviceAddresses({ bond }: Vnf): string[] {
  return bond.addresses.map(hostOf);
}

function nicAddressesOf({ subnets }: Network, addresses: readonly string[]): NicAddress[] {
  return addresses.flatMap((text) => {
    const subnet = subnetOf(text, subnets);
    return subnet === undefined ? [] : [{ address: hostOf(text), subnet }];
  });
}
