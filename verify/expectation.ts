import { familyOf, hostOf, inSubnet } from "../config/address";
import { BOND_MODE, FAIL_OVER_MAC, memberOrder, primaryReselect } from "../config/bond";
import type {
  BondSettings,
  LinkMonitorSettings,
  Settings,
  SriovNetworkSettings,
  SubnetSettings,
  VnfSettings,
} from "../config/schema";
import { type BondEvidence, DNS_TRANSPORTS, type DnsAnswer } from "./evidence";

/** What a VNF must turn out to be. */
export interface Expectation {
  /** The VNF's name, for sentences. */
  readonly vnf: string;
  readonly bond: BondSettings;
  /** The bond's members, the primary first. */
  readonly members: readonly [ExpectedMember, ExpectedMember];
  /** Addresses of the bond, with prefix length. */
  readonly addresses: readonly string[];
  /** Gateways of the default routes, at most one of each family. */
  readonly gateways: readonly string[];
  /** NUMA nodes that the server spans, on its host and in the guest. */
  readonly numaNodes: number;
  /** Networks besides the bond's, in the order of the server's NICs. */
  readonly networks: readonly ExpectedNetwork[];
  /** What must answer a ping of the guest. */
  readonly pings: readonly ExpectedPing[];
  /** What the DNS service is asked for, at the bond's addresses. @default nothing */
  readonly dns?: { readonly name: string; readonly servers: readonly string[] } | undefined;
}

export interface ExpectedMember {
  /** As Neutron gave it; null where Neutron did not tell. */
  readonly mac: string | null;
  /** Position in `cpnr:sriov`, from 1: the port's name ends with it. */
  readonly position: number;
  readonly network: string;
  readonly physicalNetwork: string;
  /** @default not known: the network is adopted */
  readonly vlan?: number | undefined;
  /** NUMA node of the host on which the NIC sits. */
  readonly numaNode: number;
  /** Those of the bond's addresses that lie in a subnet of its network: its port holds them. */
  readonly addresses: readonly string[];
}

export interface ExpectedNetwork {
  readonly role: "orchestration" | "management";
  /** The VNF's addresses in it. */
  readonly addresses: readonly string[];
}

export interface ExpectedPing {
  readonly address: string;
  /** The guest's interface or own address that it is sent from. */
  readonly over: string;
  /** Whose address it is, such as `the gateway of management`, for sentences. */
  readonly whose: string;
}

/**
 * What is expected of `vnf`.
 * @param macs of the bond's members, the primary's first
 * @param peers VNFs that must answer its pings on every network
 */
export function expectationOf(
  settings: Settings,
  vnf: VnfSettings,
  macs: readonly [string | null, string | null],
  peers: readonly VnfSettings[],
): Expectation {
  const { bond, sriov, flavor, verification } = settings;
  const { addresses, gateways } = vnf.bond;
  const member = (position: number, mac: string | null): ExpectedMember => {
    const { name, physicalNetwork, vlan, numaNode, subnets } = sriov[position] as SriovNetworkSettings;
    const held = addresses.map(hostOf).filter((address) => subnetOf(address, subnets) !== undefined);
    return { mac, position: position + 1, network: name, physicalNetwork, vlan, numaNode, addresses: held };
  };
  const [primary, second] = memberOrder(settings);
  const used = networksOf(settings, vnf);
  const { dnsName } = verification;
  return {
    vnf: vnf.name,
    bond,
    members: [member(primary, macs[0]), member(second, macs[1])],
    addresses,
    gateways,
    numaNodes: flavor.numaNodes,
    networks: used.map((network) => ({ role: network.role, addresses: network.addresses })),
    pings: [
      ...(verification.pingGateways ? gatewayPings(settings, vnf, used) : []),
      ...peers.flatMap((peer) => peerPings(settings, vnf, peer, used)),
    ],
    ...(dnsName === undefined ? {} : { dns: { name: dnsName, servers: addresses.map(hostOf) } }),
  };
}

/** A network besides the bond's, with the VNF's addresses in it. */
interface UsedNetwork {
  readonly role: ExpectedNetwork["role"];
  readonly addresses: readonly string[];
  readonly subnets: readonly SubnetSettings[];
}

function networksOf({ orchestration, management }: Settings, vnf: VnfSettings): UsedNetwork[] {
  return [
    ...(orchestration && vnf.orchestration
      ? [{ role: "orchestration" as const, addresses: vnf.orchestration, subnets: orchestration.subnets }]
      : []),
    { role: "management" as const, addresses: vnf.management, subnets: management.subnets },
  ];
}

/** The gateways of the bond, and those that a network's subnet has. */
function gatewayPings({ bond }: Settings, vnf: VnfSettings, used: readonly UsedNetwork[]): ExpectedPing[] {
  return [
    ...vnf.bond.gateways.map((address) => ({ address, over: bond.name, whose: "the gateway" })),
    ...used.flatMap(({ role, addresses, subnets }) =>
      addresses.flatMap((over) => {
        const gateway = subnetOf(over, subnets)?.gateway;
        return gateway === undefined ? [] : [{ address: gateway, over, whose: `the gateway of ${role}` }];
      }),
    ),
  ];
}

/** A peer's addresses in the networks that it shares with the VNF. */
function peerPings(
  { bond }: Settings,
  vnf: VnfSettings,
  peer: VnfSettings,
  used: readonly UsedNetwork[],
): ExpectedPing[] {
  const whose = `VNF "${peer.name}"`;
  const shared = used.flatMap(({ role, addresses, subnets }) =>
    addresses.flatMap((over) => {
      const cidr = subnetOf(over, subnets)?.cidr;
      const near = (peer[role] ?? []).find((address) => cidr !== undefined && inSubnet(address, cidr));
      return near === undefined ? [] : [{ address: near, over, whose: `${whose} on ${role}` }];
    }),
  );
  const families = new Set(vnf.bond.addresses.map(familyOf));
  const service = peer.bond.addresses
    .map(hostOf)
    .filter((address) => families.has(familyOf(address)))
    .map((address) => ({ address, over: bond.name, whose: `${whose} on the service network` }));
  return [...shared, ...service];
}

function subnetOf(address: string, subnets: readonly SubnetSettings[]): SubnetSettings | undefined {
  return subnets.find(({ cidr }) => inSubnet(address, cidr));
}

/**
 * The part of the evidence that can be said beforehand, in evidence's own shape. The probe waits until the evidence
 * holds all of it: objects field by field, lists element by element in any order.
 */
export function expectedEvidence(expectation: Expectation): unknown {
  const { bond, members, gateways, numaNodes, networks, pings, dns } = expectation;
  return {
    cloudInit: { ended: true, failed: false },
    numaNodes: Array.from({ length: numaNodes }, (_, node) => ({ node })),
    bond: {
      mode: BOND_MODE,
      failOverMac: FAIL_OVER_MAC,
      linkMonitor: expectedLinkMonitor(bond.linkMonitor),
      primaryReselect: primaryReselect(bond.failback),
      gratuitousArps: bond.gratuitousArps,
      mii: "up",
      active: true,
      slaves: members.map(({ mac }, index) => ({
        ...(mac === null ? {} : { mac, primary: index === 0 }),
        mii: "up",
      })),
      ...(bond.mtu === undefined ? {} : { mtu: bond.mtu }),
      addresses: expectation.addresses.map((address) => ({ address, tentative: false, dadFailed: false })),
    },
    interfaces: networks.map(({ addresses }) => ({ addresses })),
    preferredRoute: Object.fromEntries(
      gateways.map((gateway) => [familyOf(gateway), { device: bond.name, gateway }]),
    ),
    pings: pings.map(({ address, over }) => ({ address, over, reached: true })),
    dns: expectedAnswers(dns?.servers ?? []),
  };
}

/** Each server answers over every transport. */
function expectedAnswers(servers: readonly string[]): Pick<DnsAnswer, "server" | "transport" | "answered">[] {
  return servers.flatMap((server) =>
    DNS_TRANSPORTS.map((transport) => ({ server, transport, answered: true })),
  );
}

function expectedLinkMonitor(monitor: LinkMonitorSettings): Partial<BondEvidence["linkMonitor"]> {
  switch (monitor.type) {
    case "mii":
      return { miimon: monitor.miimon, updelay: monitor.updelay, downdelay: monitor.downdelay };
    case "arp":
      return {
        arpInterval: monitor.interval,
        arpTargets: monitor.targets,
        arpValidate: monitor.validate,
      };
  }
}
