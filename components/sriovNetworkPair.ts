import * as pulumi from "@pulumi/pulumi";
import type { SriovNetwork } from "../plan/network";
import { NeutronNetwork } from "./neutronNetwork";

export interface SriovNetworkPairArgs {
  /**
   * The two networks, on two physical networks whose NICs sit on different NUMA nodes. Their
   * VLANs are one layer-2 service segment, joined by the fabric.
   */
  readonly networks: readonly [SriovNetwork, SriovNetwork];
  /** Tags of a network to be created. */
  readonly tags: readonly string[];
}

/** Two provider VLAN networks on two SR-IOV NICs, from which a bond takes one VF each (seed, step 1.3). */
export class SriovNetworkPair extends pulumi.ComponentResource {
  /** The networks, in the configuration's order. */
  readonly networks: readonly [NeutronNetwork, NeutronNetwork];

  constructor(name: string, args: SriovNetworkPairArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:SriovNetworkPair", name, {}, opts);
    const network = (settings: SriovNetwork, position: number) =>
      new NeutronNetwork(
        `${name}-${position}`,
        {
          networkName: settings.name,
          adopt: settings.adopt,
          subnets: settings.subnets,
          mtu: settings.mtu,
          tags: args.tags,
          segment: {
            networkType: "vlan",
            physicalNetwork: settings.physicalNetwork,
            ...(settings.vlan === undefined ? {} : { vlan: settings.vlan }),
          },
        },
        { parent: this },
      );
    this.networks = [network(args.networks[0], 1), network(args.networks[1], 2)];
    this.registerOutputs({ networkIds: this.networks.map(({ networkId }) => networkId) });
  }

  /** The network of a role. */
  networkOf(role: SriovNetwork["role"]): NeutronNetwork {
    return this.networks[role === "sriov-1" ? 0 : 1];
  }
}
