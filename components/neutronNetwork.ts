import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { isIpv6 } from "../plan/address";
import type { Subnet } from "../plan/network";
import type { Nic } from "../plan/nic";
import { explained } from "./explained";
import * as lookup from "./lookup";

export interface SubnetArgs {
  /** Name in Neutron. @default the network's name and `-subnet`, and the subnet's position from the second on */
  readonly name?: string | undefined;
  /** CIDR, IPv4 or IPv6. An adopted network's subnets are found by it. */
  readonly cidr: string;
  /** Gateway that Neutron announces to guests. @default none: the default route is the bond's */
  readonly gateway?: string | undefined;
  /** Ranges from which Neutron chooses addresses; the VNFs' lie outside. @default the whole subnet */
  readonly allocationPools?: readonly { readonly start: string; readonly end: string }[] | undefined;
}

/** Subnets with their names. */
export function subnetsOf(network: string, subnets: readonly SubnetArgs[]): SubnetArgs[] {
  return subnets.map((subnet, index) => ({
    ...subnet,
    name: subnet.name ?? `${network}-subnet${index === 0 ? "" : `-${index + 1}`}`,
  }));
}

export interface NeutronNetworkArgs {
  /** Name in Neutron; of an adopted network, its name or its id. */
  readonly name: string;
  /** Look an existing network up, and its subnets by their CIDR, instead of creating them. */
  readonly adopt: boolean;
  readonly subnets: readonly Subnet[];
  /** MTU of a network to be created, in bytes. @default what its segment's type carries, by Neutron */
  readonly mtu?: number | undefined;
  /** Tags of a network to be created. */
  readonly tags: readonly string[];
  /** The provider segment of a network to be created. */
  readonly segment: {
    readonly networkType: string;
    readonly physicalNetwork?: string;
    readonly vlan?: number;
  };
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
    this.networkId = args.adopt ? lookup.networkId(args.name, { parent: this }) : this.#created(name, args);
    this.#subnets = args.subnets.map((subnet) => ({
      cidr: subnet.cidr,
      id: args.adopt
        ? lookup.subnetId(this.networkId, subnet.cidr, { parent: this })
        : this.#createdSubnet(name, subnet),
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

  #created(
    name: string,
    { name: networkName, mtu, tags, segment }: NeutronNetworkArgs,
  ): pulumi.Output<string> {
    const { networkType, physicalNetwork, vlan } = segment;
    const network = new openstack.networking.Network(
      `${name}-network`,
      {
        name: networkName,
        ...(mtu === undefined ? {} : { mtu }),
        tags: [...tags],
        segments: [
          {
            networkType,
            ...(physicalNetwork === undefined ? {} : { physicalNetwork }),
            ...(vlan === undefined ? {} : { segmentationId: vlan }),
          },
        ],
      },
      {
        parent: this,
        hooks: explained(),
        // A VLAN network can't be made while its predecessor holds the VLAN.
        deleteBeforeReplace: true,
        // Neutron chooses a vxlan segment's id, which every later run would want to take away again.
        ...(vlan === undefined ? { ignoreChanges: ["segments"] } : {}),
      },
    );
    return network.id;
  }

  #createdSubnet(name: string, settings: Subnet): pulumi.Output<string> {
    const { name: subnetName, cidr, gateway, allocationPools } = settings;
    const subnet = new openstack.networking.Subnet(
      `${name}-${subnetName}`,
      {
        name: subnetName,
        networkId: this.networkId,
        cidr,
        ipVersion: isIpv6(cidr) ? 6 : 4,
        // Addresses reach the guest by config drive; without an agent's port a subnet can always be deleted.
        enableDhcp: false,
        ...(gateway === undefined ? { noGateway: true } : { gatewayIp: gateway }),
        ...(allocationPools === undefined ? {} : { allocationPools: [...allocationPools] }),
      },
      { parent: this, hooks: explained(), deleteBeforeReplace: true },
    );
    return subnet.id;
  }
}
