import * as pulumi from "@pulumi/pulumi";
import type { OvsNetworkSettings } from "../config/schema";
import { type FixedIp, NeutronNetwork } from "./neutronNetwork";

export interface OvsNetworkArgs {
  /** Name, subnets, and whether the network is created or adopted. */
  readonly network: OvsNetworkSettings;
}

/** A tenant network on Open vSwitch, such as orchestration or management (seed, steps 1.1 and 1.2). */
export class OvsNetwork extends pulumi.ComponentResource {
  readonly networkId: pulumi.Output<string>;
  readonly #network: NeutronNetwork;

  constructor(name: string, { network }: OvsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:OvsNetwork", name, {}, opts);
    this.#network = new NeutronNetwork(
      name,
      {
        networkName: network.name,
        adopt: network.adopt,
        subnets: network.subnets,
        segment: { networkType: "vxlan" },
      },
      { parent: this },
    );
    this.networkId = this.#network.networkId;
    this.registerOutputs({ networkId: this.networkId });
  }

  /** The fixed IP of a port with `address`. */
  fixedIps(address: string): FixedIp[] {
    return this.#network.fixedIps([address]);
  }
}
