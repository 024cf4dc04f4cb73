import { familyOf } from "../plan/address";
import { BOND_MODE, type Bond, FAIL_OVER_MAC, type LinkMonitor, primaryReselect } from "../plan/bond";
import type { Role } from "../plan/network";
import type { MemberNic, SwitchedNic } from "../plan/nic";
import type { Flavor, Verification } from "../plan/plan";
import { serviceAddresses, switchedNics, type Vnf } from "../plan/vnf";
import { type BondEvidence, DNS_TRANSPORTS, type DnsAnswer } from "./evidence";

/** What a VNF must turn out to be. */
export interface Expectation {
  /** The VNF's name, for sentences. */
  readonly vnf: string;
  readonly bond: Bond;
  /** The bond's members, the primary first. */
  readonly members: readonly [ExpectedMember, ExpectedMember];
  /** NUMA nodes that the server spans, on its host and in the guest. */
  readonly numaNodes: number;
  /** NICs besides the bond's, in the server's order. */
  readonly switched: readonly SwitchedNic[];
  /** What must answer a ping of the guest. */
  readonly pings: readonly ExpectedPing[];
  /** What the DNS service is asked for, at the bond's addresses. @default nothing */
  readonly dns?: { readonly name: string; readonly servers: readonly string[] } | undefined;
}

export interface ExpectedMember {
  readonly nic: MemberNic;
  /** As Neutron gave it; null where Neutron did not tell. */
  readonly mac: string | null;
}

export interface ExpectedPing {
  readonly address: string;
  /** The guest's interface or own address that it is sent from. */
  readonly over: string;
  /** Whose address it is, such as `the gateway of management`, for sentences. */
  readonly whose: string;
}

/** What is known of a VNF before it is looked at. */
export interface Verifiable {
  readonly vnf: Vnf;
  readonly numaNodes: Flavor["numaNodes"];
  readonly verification: Pick<Verification, "pingGateways" | "dnsName">;
  /** VNFs that must answer its pings on every network. */
  readonly peers: readonly Vnf[];
}

/** MACs that Neutron gave the bond's members, by their roles; null where Neutron did not tell. */
export type MemberMacs = Readonly<Record<MemberNic["network"]["role"], string | null>>;

/** What is expected of a VNF. */
export function expectationOf(
  { vnf, numaNodes, verification, peers }: Verifiable,
  macs: MemberMacs,
): Expectation {
  const member = (nic: MemberNic): ExpectedMember => ({ nic, mac: macs[nic.network.role] });
  const [primary, second] = vnf.bond.members;
  const { pingGateways, dnsName } = verification;
  return {
    vnf: vnf.name,
    bond: vnf.bond,
    members: [member(primary), member(second)],
    numaNodes,
    switched: switchedNics(vnf),
    pings: [...(pingGateways ? gatewayPings(vnf) : []), ...peers.flatMap((peer) => peerPings(vnf, peer))],
    ...(dnsName === undefined ? {} : { dns: { name: dnsName, servers: serviceAddresses(vnf) } }),
  };
}

/** The gateways of the bond, and those that a network's subnet has. */
function gatewayPings(vnf: Vnf): ExpectedPing[] {
  return [
    ...vnf.bond.gateways.map((address) => ({ address, over: vnf.bond.name, whose: "the gateway" })),
    ...switchedNics(vnf).flatMap(({ role, addresses }) =>
      addresses.flatMap(({ address: over, subnet: { gateway } }) =>
        gateway === undefined ? [] : [{ address: gateway, over, whose: `the gateway of ${role}` }],
      ),
    ),
  ];
}

/** A peer's addresses in the networks that it shares with the VNF. */
function peerPings(vnf: Vnf, peer: Vnf): ExpectedPing[] {
  const whose = `VNF "${peer.name}"`;
  const shared = switchedNics(vnf).flatMap(({ role, addresses }) =>
    addresses.flatMap(({ address: over, subnet }) => {
      const near = addressIn(peer, role, subnet.cidr);
      return near === undefined ? [] : [{ address: near, over, whose: `${whose} on ${role}` }];
    }),
  );
  const families = new Set(vnf.bond.addresses.map(familyOf));
  const service = serviceAddresses(peer)
    .filter((address) => families.has(familyOf(address)))
    .map((address) => ({ address, over: vnf.bond.name, whose: `${whose} on the service network` }));
  return [...shared, ...service];
}

/** The address of a VNF's NIC in a subnet. */
function addressIn({ nics }: Vnf, role: Role, cidr: string): string | undefined {
  const nic = nics.find((one) => one.role === role);
  return nic?.addresses.find(({ subnet }) => subnet.cidr === cidr)?.address;
}

/**
 * The part of the evidence that can be said beforehand, in evidence's own shape. The probe waits until the evidence
 * holds all of it: objects field by field, lists element by element in any order.
 */
export function expectedEvidence(expectation: Expectation): unknown {
  const { bond, members, numaNodes, switched, pings, dns } = expectation;
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
      addresses: bond.addresses.map((address) => ({ address, tentative: false, dadFailed: false })),
    },
    interfaces: switched.map(({ addresses }) => ({ addresses: addresses.map(({ address }) => address) })),
    preferredRoute: Object.fromEntries(
      bond.gateways.map((gateway) => [familyOf(gateway), { device: bond.name, gateway }]),
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

function expectedLinkMonitor(monitor: LinkMonitor): Partial<BondEvidence["linkMonitor"]> {
  switch (monitor.type) {
    case "mii":
      return { miimon: monitor.miimon, updelay: monitor.updelay, downdelay: monitor.downdelay };
    case "arp":
      return {
        arpInterval: monitor.interval,
        arpTargets: [...monitor.targets],
        arpValidate: monitor.validate,
      };
  }
}
