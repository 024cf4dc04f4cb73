import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { markOf } from "../openstack/mark";
import { isIpv6 } from "../plan/address";
import type { Segment, Subnet } from "../plan/network";
import type { Nic } from "../plan/nic";
import * as lookup from "./lookup";
import { resourceHooks } from "./resourceHooks";

/** A port that is not of this stack keeps a network and a subnet from being deleted. Neutron's answer is told after this time. */
const DELETE_LIMIT = { delete: "2m" };

export interface SubnetArgs {
  /** Name in Neutron. @default `<network>-subnet`, for further subnets `<network>-subnet-2` and so on */
  readonly name?: string | undefined;
  /** CIDR, IPv4 or IPv6. Subnets of an adopted network are looked up by it. */
  readonly cidr: string;
  /** Gateway that Neutron announces to guests. @default none, because the default route goes over the bond */
  readonly gateway?: string | undefined;
  /** Ranges from which Neutron chooses addresses; the VNFs' addresses must be outside. @default the whole subnet */
  readonly allocationPools?: readonly { readonly start: string; readonly end: string }[] | undefined;
}

/** Gives each subnet without a name its default name. */
export function nameSubnets(network: string, subnets: readonly SubnetArgs[]): SubnetArgs[] {
  return subnets.map((subnet, index) => ({
    ...subnet,
    name: subnet.name ?? `${network}-subnet${index === 0 ? "" : `-${index + 1}`}`,
  }));
}

export interface NeutronNetworkArgs {
  /** Name in Neutron; of an adopted network, its name or its id. */
  readonly name: string;
  /** Whether the network and its subnets exist already. They are then looked up, the subnets by CIDR. */
  readonly adopt: boolean;
  readonly subnets: readonly Subnet[];
  /** MTU of a network to be created, in bytes. @default Neutron's MTU for the type of the segment */
  readonly mtu?: number | undefined;
  /** Mark of a network to be created, `<project>/<stack>`. */
  readonly owner: string;
  /** Segment of a network to be created; only administrators may choose it. @default the cloud's type for tenant networks */
  readonly segment?: Segment | undefined;
}

/** A port's address: the subnet it comes from, and the address. */
export interface FixedIp {
  readonly subnetId: pulumi.Output<string>;
  readonly ipAddress: string;
}

/** A Neutron network with its subnets, created or adopted. */
export class NeutronNetwork extends pulumi.ComponentResource {
  readonly networkId: pulumi.Output<string>;
  readonly #subnets: readonly { cidr: string; id: pulumi.Output<string> }[];

  constructor(name: string, args: NeutronNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:NeutronNetwork", name, {}, opts);
    this.networkId = args.adopt
      ? lookup.networkId(args.name, { parent: this })
      : this.#createNetwork(name, args);
    this.#subnets = args.subnets.map((subnet) => ({
      cidr: subnet.cidr,
      id: args.adopt
        ? lookup.subnetId(this.networkId, subnet.cidr, { parent: this })
        : this.#createSubnet(name, subnet, args.owner),
    }));
    this.registerOutputs({ networkId: this.networkId });
  }

  /** The fixed IPs of a NIC's port in this network. */
  fixedIps({ addresses }: Nic): FixedIp[] {
    return addresses.flatMap(({ address, subnet }) =>
      this.#subnets
        .filter(({ cidr }) => cidr === subnet.cidr)
        .map(({ id }) => ({ subnetId: id, ipAddress: address })),
    );
  }

  #createNetwork(
    name: string,
    { name: networkName, mtu, owner, segment }: NeutronNetworkArgs,
  ): pulumi.Output<string> {
    const network = new openstack.networking.Network(
      `${name}-network`,
      {
        name: networkName,
        ...(mtu === undefined ? {} : { mtu }),
        description: markOf(owner),
        tags: [markOf(owner)],
        ...(segment === undefined ? {} : { segments: [segmentArgs(segment)] }),
      },
      {
        parent: this,
        hooks: resourceHooks(),
        customTimeouts: DELETE_LIMIT,
        // A VLAN network can't be created while the old one still uses the VLAN.
        deleteBeforeReplace: true,
        // Neutron changes no segment: it accepts the request and ignores it. It also chooses what the segment leaves open. A network
        // of an earlier version has no description.
        ignoreChanges: ["description", "segments"],
      },
    );
    return network.id;
  }

  #createSubnet(name: string, settings: Subnet, owner: string): pulumi.Output<string> {
    const { name: subnetName, cidr, gateway, allocationPools } = settings;
    const subnet = new openstack.networking.Subnet(
      `${name}-${subnetName}`,
      {
        name: subnetName,
        description: markOf(owner),
        networkId: this.networkId,
        cidr,
        ipVersion: isIpv6(cidr) ? 6 : 4,
        // The guest gets its addresses from the config drive. Without the port of a DHCP agent, a subnet can always be
        // deleted.
        enableDhcp: false,
        ...(gateway === undefined ? { noGateway: true } : { gatewayIp: gateway }),
        ...(allocationPools === undefined ? {} : { allocationPools: [...allocationPools] }),
      },
      {
        parent: this,
        hooks: resourceHooks(),
        customTimeouts: DELETE_LIMIT,
        deleteBeforeReplace: true,
        // A subnet of an earlier version has no description.
        ignoreChanges: ["description"],
      },
    );
    return subnet.id;
  }
}

function segmentArgs({
  type,
  physicalNetwork,
  id,
}: Segment): openstack.types.input.networking.NetworkSegment {
  return {
    networkType: type,
    ...(physicalNetwork === undefined ? {} : { physicalNetwork }),
    ...(id === undefined ? {} : { segmentationId: id }),
  };
}
