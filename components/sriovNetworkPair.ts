import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/arguments";
import { neutronTag } from "../openstack/mark";
import type { SriovNetwork } from "../plan/network";
import { requireNoFaults } from "./argumentFaults";
import { NeutronNetwork, type SubnetArgs, subnetsOf } from "./neutronNetwork";
import { thisStack } from "./owner";

export interface SriovNetworkArgs {
  /** Name in Neutron; of an adopted network, its name or its id. @default the component's name and the network's position */
  readonly name?: string | undefined;
  /** Whether the network exists already, and its subnets: they are looked up. @default false */
  readonly adopt?: boolean | undefined;
  /** MTU in bytes of a network to be created. @default what the physical network carries */
  readonly mtu?: number | undefined;
  /** Physical network, as the SR-IOV agents map it to a NIC (physical_device_mappings). */
  readonly physicalNetwork: string;
  /** VLAN id, 1 to 4094. Required for a network to be created. @default an adopted network's own */
  readonly vlan?: number | undefined;
  /** NUMA node of the host on which the physical network's NIC sits. */
  readonly numaNode: number;
  /** VFs that the NIC of each host offers (sriov_numvfs), for preflight. @default unknown */
  readonly virtualFunctions?: number | undefined;
  /** Subnets from which the bond's addresses come. */
  readonly subnets: readonly SubnetArgs[];
}

export interface SriovNetworkPairArgs {
  /**
   * The two networks, on two physical networks whose NICs sit on different NUMA nodes. Their VLANs are one layer-2 segment,
   * joined by the fabric.
   */
  readonly networks: readonly [SriovNetworkArgs, SriovNetworkArgs];
  /** Mark of what is created, `<project>/<stack>`. @default the running stack */
  readonly owner?: string | undefined;
}

/**
 * Two provider VLAN networks on two SR-IOV NICs, from which a bond takes one VF each (Cisco guide, step 1.3).
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
  /** The networks as a VNF's plan has them. */
  readonly plan: readonly [SriovNetwork, SriovNetwork];
  readonly #neutron: readonly [NeutronNetwork, NeutronNetwork];

  /** @throws {pulumi.RunError} with every fault of the arguments, such as two NICs on one NUMA node */
  constructor(name: string, args: SriovNetworkPairArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:SriovNetworkPair", name, {}, opts);
    const { networks, owner = thisStack() } = args;
    const { sound, faults } = examineSections({
      sriov: networks.map(({ name: chosen, subnets, ...network }, index) => {
        const networkName = chosen ?? `${name}-${index + 1}`;
        return { ...network, name: networkName, subnets: subnetsOf(networkName, subnets) };
      }),
    });
    requireNoFaults(`SriovNetworkPair "${name}"`, faults, [["sriov", "networks"]]);
    const planned = (position: 1 | 2): SriovNetwork => ({
      ...sound.sriov[position === 1 ? 0 : 1],
      role: `sriov-${position}`,
      path: `SriovNetworkPair "${name}", networks[${position - 1}]`,
    });
    this.plan = [planned(1), planned(2)];
    const neutron = (network: SriovNetwork, position: number) =>
      new NeutronNetwork(
        `${name}-${position}`,
        {
          ...network,
          tags: [neutronTag(owner)],
          segment: {
            networkType: "vlan",
            physicalNetwork: network.physicalNetwork,
            ...(network.vlan === undefined ? {} : { vlan: network.vlan }),
          },
        },
        { parent: this },
      );
    this.#neutron = [neutron(this.plan[0], 1), neutron(this.plan[1], 2)];
    this.networkIds = [this.#neutron[0].networkId, this.#neutron[1].networkId];
    this.registerOutputs({ networkIds: this.networkIds });
  }

  /** The network of a role, in Neutron. */
  neutronOf(role: SriovNetwork["role"]): NeutronNetwork {
    return this.#neutron[role === "sriov-1" ? 0 : 1];
  }
}
