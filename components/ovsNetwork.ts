import * as pulumi from "@pulumi/pulumi";
import type { SwitchedNetwork } from "../plan/network";
import { NeutronNetwork } from "./neutronNetwork";

export interface OvsNetworkArgs {
  /** Name, subnets, and whether the network is created or adopted. */
  readonly network: SwitchedNetwork;
  /** Tags of a network to be created. */
  readonly tags: readonly string[];
}

/** A tenant network on Open vSwitch, such as orchestration or management (seed, steps 1.1 and 1.2). */
export class OvsNetwork extends pulumi.ComponentResource {
  readonly networkId: pulumi.Output<string>;
  readonly network: NeutronNetwork;

  constructor(name: string, { network, tags }: OvsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:OvsNetwork", name, {}, opts);
    this.network = new NeutronNetwork(
      name,
      {
        networkName: network.name,
        adopt: network.adopt,
        subnets: network.subnets,
        mtu: network.mtu,
        tags,
        segment: { networkType: "vxlan" },
      },
      { parent: this },
    );
    this.networkId = this.network.networkId;
    this.registerOutputs({ networkId: this.networkId });
  }
}
