import { familyOf } from "../plan/address";
import type { Bond } from "../plan/bond";
import type { Role } from "../plan/network";
import type { MemberNic, SwitchedNic } from "../plan/nic";
import type { Flavor, Verification } from "../plan/plan";
import { serviceAddresses, switchedNics, type Vnf } from "../plan/vnf";

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
