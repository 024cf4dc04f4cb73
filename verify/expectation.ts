import type { GroupRules } from "../openstack/securityGroups";
import { familyOf, inSubnet } from "../plan/address";
import type { Bond } from "../plan/bond";
import type { MemberNic, SwitchedNic } from "../plan/nic";
import type { Peer } from "../plan/peer";
import { DEFAULT_POLICY, type PlacementPolicy } from "../plan/placement";
import type { Flavor, Verification } from "../plan/plan";
import { managementAddress, serviceAddresses, switchedNics, type Vnf } from "../plan/vnf";

/** The expected state of a VNF. */
export interface Expectation {
  /** The VNF's name. */
  readonly vnf: string;
  /** The command that logs in to its guest, for advice. */
  readonly ssh: string;
  /** The guest's host name. */
  readonly hostname: string;
  readonly bond: Bond;
  /** The bond's members, the primary first. */
  readonly members: readonly [ExpectedMember, ExpectedMember];
  /** NUMA nodes that the server spans, on its host and in the guest. */
  readonly numaNodes: number;
  /** Whether the VNF may share its host with another VNF of the stack. */
  readonly placementPolicy: PlacementPolicy;
  /** NICs outside the bond, in the order of the server's ports. */
  readonly switched: readonly SwitchedNic[];
  /** Addresses that must answer a ping from the guest. */
  readonly pings: readonly ExpectedPing[];
  /** Rules of the ports' security groups at the last `pulumi up`. @default not recorded */
  readonly recordedGroups?: GroupRules | undefined;
  /** The name to query and the addresses of the DNS service: the bond's. @default no DNS query */
  readonly dns?: { readonly name: string; readonly servers: readonly string[] } | undefined;
}

export interface ExpectedMember {
  readonly nic: MemberNic;
  /** MAC address of the port in Neutron; null if unknown. */
  readonly mac: string | null;
}

export interface ExpectedPing {
  readonly address: string;
  /** The guest's interface or address from which the ping is sent. */
  readonly over: string;
  /** Description of the target, such as `the gateway of management`. */
  readonly targetName: string;
}

/** The configuration of a VNF from which its expected state follows. */
export interface ExpectationInput {
  readonly vnf: Vnf;
  readonly numaNodes: Flavor["numaNodes"];
  /** @default "soft-anti-affinity" */
  readonly placementPolicy?: PlacementPolicy | undefined;
  readonly verification: Pick<Verification, "pingGateways" | "dnsName" | "user" | "jumpHost">;
  /** VNFs that must answer pings from this VNF on every network. */
  readonly peers: readonly Peer[];
  /** As in {@link Expectation}. */
  readonly recordedGroups?: GroupRules | undefined;
}

/** MAC addresses of the bond's ports in Neutron, by role; null if unknown. */
export type MemberMacs = Readonly<Record<MemberNic["network"]["role"], string | null>>;

/** Derives the expected state of a VNF. */
export function expectationOf(
  { vnf, numaNodes, placementPolicy = DEFAULT_POLICY, verification, peers, recordedGroups }: ExpectationInput,
  macs: MemberMacs,
): Expectation {
  const member = (nic: MemberNic): ExpectedMember => ({ nic, mac: macs[nic.network.role] });
  const [primary, second] = vnf.bond.members;
  const { pingGateways, dnsName } = verification;
  return {
    vnf: vnf.name,
    ssh: sshCommand(vnf, verification),
    hostname: vnf.hostname,
    bond: vnf.bond,
    members: [member(primary), member(second)],
    numaNodes,
    placementPolicy,
    switched: switchedNics(vnf),
    pings: [...(pingGateways ? gatewayPings(vnf) : []), ...peers.flatMap((peer) => peerPings(vnf, peer))],
    recordedGroups,
    ...(dnsName === undefined ? {} : { dns: { name: dnsName, servers: serviceAddresses(vnf) } }),
  };
}

function sshCommand(vnf: Vnf, { user, jumpHost }: ExpectationInput["verification"]): string {
  const jump = jumpHost && `-J ${jumpHost.user}@${jumpHost.host}:${jumpHost.port} `;
  return `ssh ${jump ?? ""}${user}@${managementAddress(vnf)}`;
}

/** Pings of the bond's gateways, and of the gateways of the other networks' subnets. */
function gatewayPings(vnf: Vnf): ExpectedPing[] {
  return [
    ...vnf.bond.gateways.map((address) => ({ address, over: vnf.bond.name, targetName: "the gateway" })),
    ...switchedNics(vnf).flatMap(({ role, addresses }) =>
      addresses.flatMap(({ address: over, subnet: { gateway } }) =>
        gateway === undefined ? [] : [{ address: gateway, over, targetName: `the gateway of ${role}` }],
      ),
    ),
  ];
}

/** Pings of a peer's addresses in the networks that it shares with the VNF. */
function peerPings(vnf: Vnf, peer: Peer): ExpectedPing[] {
  const peerName = `VNF "${peer.name}"`;
  const shared = switchedNics(vnf).flatMap(({ role, addresses }) =>
    addresses.flatMap(({ address: over, subnet: { cidr } }) => {
      const there = peer.switched.find((one) => one.role === role && one.cidr === cidr);
      return there === undefined
        ? []
        : [{ address: there.address, over, targetName: `${peerName} on ${role}` }];
    }),
  );
  const service = peer.service
    .filter((address) => isReachable(address, vnf.bond))
    .map((address) => ({ address, over: vnf.bond.name, targetName: `${peerName} on the service network` }));
  return [...shared, ...service];
}

/** Whether a VNF reaches an address over its bond: in a subnet of the bond, or behind its gateway. */
function isReachable(address: string, { addresses, gateways }: Bond): boolean {
  const hasAddress = addresses.some((own) => familyOf(own) === familyOf(address));
  const hasGateway = gateways.some((gateway) => familyOf(gateway) === familyOf(address));
  return addresses.some((own) => inSubnet(address, own)) || (hasAddress && hasGateway);
}
