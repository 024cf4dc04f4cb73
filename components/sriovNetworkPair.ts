import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/settings";
import { type SriovNetwork, segmentOf } from "../plan/network";
import type { NumaPolicy } from "../plan/numaPolicy";
import { requireNoFaults } from "./argumentFaults";
import { NeutronNetwork, nameSubnets, type SubnetArgs } from "./neutronNetwork";
import { currentStack } from "./owner";

export interface SriovNetworkArgs {
  /** Name in Neutron; of an adopted network, its name or its id. @default `<component>-1` and `<component>-2` */
  readonly name?: string | undefined;
  /** Whether the network and its subnets exist already. They are then looked up. @default false */
  readonly adopt?: boolean | undefined;
  /** MTU in bytes of a network to be created. @default Neutron's MTU for the physical network */
  readonly mtu?: number | undefined;
  /** Physical network, as the SR-IOV agents map it to a NIC (physical_device_mappings). */
  readonly physicalNetwork: string;
  /**
   * VLAN id, 1 to 4094. Required for a network to be created; Neutron does not change it later.
   * @default VLAN of the adopted network
   */
  readonly vlan?: number | undefined;
  /** NUMA node of the host on which the physical network's NIC sits. */
  readonly numaNode: number;
  /**
   * How Nova chooses the NUMA node of a VF: the port's numa_affinity_policy. Another policy replaces the ports and the servers.
   * @default that of the flavor or the image, otherwise "legacy"
   */
  readonly numaPolicy?: NumaPolicy | undefined;
  /** Number of VFs on the NIC of each host (sriov_numvfs), for preflight. @default unknown */
  readonly virtualFunctions?: number | undefined;
  /** Subnets from which the bond's addresses come. */
  readonly subnets: readonly SubnetArgs[];
}

export interface SriovNetworkPairArgs {
  /**
   * The two networks, on two physical networks whose NICs sit on different NUMA nodes. The fabric must join their VLANs to one
   * layer-2 segment.
   */
  readonly networks: readonly [SriovNetworkArgs, SriovNetworkArgs];
  /** Mark on every created resource, `<project>/<stack>`. @default the running stack */
  readonly owner?: string | undefined;
}

/**
 * Two provider VLAN networks on two SR-IOV NICs. A bond uses one VF of each (Cisco guide, step 1.3).
 *
 * @example
 * ```ts
 * const service = new SriovNetworkPair("service", {
 *   networks: [
 *     { physicalNetwork: "sriov0", vlan: 201, numaNode: 0, subnets: [{ cidr: "172.16.2.0/24" }] },
 *     { physicalNetwork: "sriov1", vlan: 202, numaNode: 1, subnets: [{ cidr: "172.16.2.0/24" }] },
 *   ],
 * });
 * ```
 */
export class SriovNetworkPair extends pulumi.ComponentResource {
  /** Ids of the networks, in the arguments' order. */
  readonly networkIds: readonly [pulumi.Output<string>, pulumi.Output<string>];
  /** The networks as in a plan. */
  readonly plan: readonly [SriovNetwork, SriovNetwork];
  readonly #neutron: readonly [NeutronNetwork, NeutronNetwork];

  /** @throws {pulumi.RunError} with every fault of the arguments, such as two NICs on one NUMA node */
  constructor(name: string, args: SriovNetworkPairArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:SriovNetworkPair", name, {}, opts);
    const { networks, owner = currentStack() } = args;
    const { validSections, faults } = examineSections({
      sriov: networks.map(({ name: chosen, subnets, ...network }, index) => {
        const networkName = chosen ?? `${name}-${index + 1}`;
        return { ...network, name: networkName, subnets: nameSubnets(networkName, subnets) };
      }),
    });
    requireNoFaults(`SriovNetworkPair "${name}"`, faults, [["sriov", "networks"]]);
    const planNetwork = (position: 1 | 2): SriovNetwork => ({
      ...validSections.sriov[position === 1 ? 0 : 1],
      role: `sriov-${position}`,
      path: `SriovNetworkPair "${name}", networks[${position - 1}]`,
    });
    this.plan = [planNetwork(1), planNetwork(2)];
    const createNetwork = (network: SriovNetwork, position: number) =>
      new NeutronNetwork(
        `${name}-${position}`,
        { ...network, owner, segment: segmentOf(network) },
        { parent: this },
      );
    this.#neutron = [createNetwork(this.plan[0], 1), createNetwork(this.plan[1], 2)];
    this.networkIds = [this.#neutron[0].networkId, this.#neutron[1].networkId];
    this.registerOutputs({ networkIds: this.networkIds });
  }

  /** The Neutron network for a role. */
  neutronOf(role: SriovNetwork["role"]): NeutronNetwork {
    return this.#neutron[role === "sriov-1" ? 0 : 1];
  }
}
