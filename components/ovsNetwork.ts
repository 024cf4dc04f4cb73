import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/settings";
import type { Segment, SwitchedNetwork } from "../plan/network";
import { requireNoFaults } from "./argumentFaults";
import { NeutronNetwork, nameSubnets, type SubnetArgs } from "./neutronNetwork";
import { currentStack } from "./owner";

export interface OvsNetworkArgs {
  /** Name in Neutron; of an adopted network, its name or its id. @default the component's name */
  readonly name?: string | undefined;
  /** Whether the network and its subnets exist already. They are then looked up. @default false */
  readonly adopt?: boolean | undefined;
  /** MTU in bytes of a network to be created. @default Neutron's MTU for tenant networks */
  readonly mtu?: number | undefined;
  /**
   * Segment of a network to be created. Only administrators may choose it; Neutron does not change it later.
   * @default the cloud's type for tenant networks
   */
  readonly segment?: Segment | undefined;
  /** Subnets from which the ports' addresses come. */
  readonly subnets: readonly SubnetArgs[];
  /** Mark on every created resource, `<project>/<stack>`. @default the running stack */
  readonly owner?: string | undefined;
}

/**
 * A tenant network on the hosts' virtual switch, such as orchestration or management (Cisco guide, steps 1.1 and 1.2).
 *
 * @example
 * ```ts
 * const management = new OvsNetwork("management", {
 *   subnets: [{ cidr: "10.20.0.0/24", gateway: "10.20.0.1" }],
 * });
 * ```
 */
export class OvsNetwork extends pulumi.ComponentResource {
  readonly networkId: pulumi.Output<string>;
  /** The network in Neutron, with its subnets. */
  readonly neutron: NeutronNetwork;
  /** The network as in a plan, without its role. */
  readonly plan: Omit<SwitchedNetwork, "role">;

  /** @throws {pulumi.RunError} with every fault of the arguments */
  constructor(name: string, args: OvsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:OvsNetwork", name, {}, opts);
    const { name: networkName = name, owner = currentStack(), subnets, ...chosen } = args;
    const { validSections, faults } = examineSections({
      management: { ...chosen, name: networkName, subnets: nameSubnets(networkName, subnets) },
    });
    requireNoFaults(`OvsNetwork "${name}"`, faults, [["management", ""]]);
    this.plan = { ...validSections.management, path: `OvsNetwork "${name}"` };
    this.neutron = new NeutronNetwork(name, { ...this.plan, owner }, { parent: this });
    this.networkId = this.neutron.networkId;
    this.registerOutputs({ networkId: this.networkId });
  }
}
