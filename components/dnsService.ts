import * as pulumi from "@pulumi/pulumi";
import { neutronTag } from "../openstack/mark";
import { hostKeyOf } from "../plan/keys";
import type { SwitchedNetwork } from "../plan/network";
import type { Plan } from "../plan/plan";
import { addressesOf } from "../plan/vnf";
import type { Evidence } from "../verify/evidence";
import { BondVerification } from "./bondVerification";
import { CpnrVnf, type VnfNetwork } from "./cpnrVnf";
import { CrossNumaFlavor } from "./crossNumaFlavor";
import { FailoverDrill } from "./failoverDrill";
import * as lookup from "./lookup";
import { OvsNetwork } from "./ovsNetwork";
import { SriovNetworkPair } from "./sriovNetworkPair";

export interface DnsServiceArgs {
  readonly plan: Plan;
  /** The stack, as what it makes names it in the cloud. */
  readonly owner: string;
}

/** What a stack tells of one VNF. */
export interface VnfOutputs {
  readonly serverId: string;
  /** Addresses in the management network; verification connects to the first. */
  readonly management: readonly string[];
  /** The bond's addresses with prefix length. */
  readonly bondAddresses: readonly string[];
  /** Ids of the ports: orchestration (where there is one), management, and the bond's two. */
  readonly portIds: readonly string[];
  /** What the guest showed when it was verified. */
  readonly evidence: Evidence;
}

/** The whole service: networks, flavor, and each VNF with the proof of its bond, one VNF after the other. */
export class DnsService extends pulumi.ComponentResource {
  readonly vnfs: pulumi.Output<Record<string, VnfOutputs>>;

  constructor(name: string, args: DnsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:DnsService", name, {}, opts);
    const { plan, owner } = args;
    const { networks, vnfs, day0, keys, verification: verifying } = plan;
    const tags = [neutronTag(owner)];
    const orchestration =
      networks.orchestration && this.#ovsNetwork(`${name}-orchestration`, networks.orchestration, tags);
    const management = this.#ovsNetwork(`${name}-management`, networks.management, tags);
    const sriov = new SriovNetworkPair(`${name}-sriov`, { networks: networks.sriov, tags }, { parent: this });
    const { flavorId } = new CrossNumaFlavor(
      `${name}-cross-numa`,
      { flavor: plan.flavor, owner },
      { parent: this },
    );
    const imageId = lookup.imageId(plan.image.name, { parent: this });

    const outputs: Record<string, pulumi.Output<VnfOutputs>> = {};
    const verifications: BondVerification[] = [];
    const serverIds: pulumi.Output<string>[] = [];
    for (const [index, vnf] of vnfs.entries()) {
      const previous = verifications.at(-1);
      const hostKey = pulumi.secret(hostKeyOf(keys, vnf.name));
      const { serverId, portIds } = new CpnrVnf(
        `${name}-${vnf.name}`,
        {
          vnf,
          day0,
          loginKey: keys.login.publicKey,
          hostKey,
          passwordHashes: pulumi.secret(Object.fromEntries(plan.passwordHashes)),
          owner,
          imageId,
          flavorId,
          orchestration,
          management,
          sriov,
        },
        // A replacement is rolling: the next VNF is touched only when the one before it is proven.
        { parent: this, ...(previous ? { dependsOn: previous } : {}) },
      );
      const verification = new BondVerification(
        `${name}-${vnf.name}-verification`,
        {
          vnf,
          numaNodes: plan.flavor.numaNodes,
          verification: verifying,
          peers: vnfs.slice(0, index),
          loginKey: pulumi.secret(keys.login.privateKey),
          hostKey: hostKey.publicKey,
          owner,
          serverId,
        },
        { parent: this },
      );
      verifications.push(verification);
      serverIds.push(serverId);
      outputs[vnf.name] = pulumi
        .output({ serverId, portIds: [...portIds], evidence: verification.evidence })
        .apply((told) => ({
          ...told,
          management: addressesOf(vnf, "management"),
          bondAddresses: vnf.bond.addresses,
        }));
    }
    if (plan.drill?.afterDeployment) {
      new FailoverDrill(`${name}-drill`, { serverIds }, { parent: this, dependsOn: verifications });
    }
    this.vnfs = pulumi.all(outputs);
    this.registerOutputs({ vnfs: this.vnfs });
  }

  #ovsNetwork(name: string, network: SwitchedNetwork, tags: readonly string[]): VnfNetwork {
    return {
      network: new OvsNetwork(name, { network, tags }, { parent: this }),
      securityGroupIds: network.securityGroups?.map((group) =>
        lookup.securityGroupId(group, { parent: this }),
      ),
    };
  }
}
