import * as pulumi from "@pulumi/pulumi";
import { memberOrder } from "../config/bond";
import type { OvsNetworkSettings, Settings } from "../config/schema";
import { neutronTag } from "../openstack/mark";
import type { Evidence } from "../verify/evidence";
import { BondVerification } from "./bondVerification";
import { CpnrVnf, type VnfNetwork } from "./cpnrVnf";
import { CrossNumaFlavor } from "./crossNumaFlavor";
import { FailoverDrill } from "./failoverDrill";
import * as lookup from "./lookup";
import { OvsNetwork } from "./ovsNetwork";
import { SriovNetworkPair } from "./sriovNetworkPair";

export interface DnsServiceArgs {
  readonly settings: Settings;
  /** The stack's secret `cpnr:keys`. */
  readonly keys: pulumi.Output<unknown>;
  /** The stack's secret `cpnr:passwordHashes`. @default nobody has a password */
  readonly passwordHashes?: pulumi.Output<unknown> | undefined;
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
    const { settings, keys, passwordHashes, owner } = args;
    const { vnfs, bond, day0 } = settings;
    const tags = [neutronTag(owner)];
    const orchestration =
      settings.orchestration && this.#ovsNetwork(`${name}-orchestration`, settings.orchestration, tags);
    const management = this.#ovsNetwork(`${name}-management`, settings.management, tags);
    const sriov = new SriovNetworkPair(`${name}-sriov`, { networks: settings.sriov, tags }, { parent: this });
    const { flavorId } = new CrossNumaFlavor(
      `${name}-cross-numa`,
      { flavor: settings.flavor, owner },
      { parent: this },
    );
    const imageId = lookup.imageId(settings.image.name, { parent: this });

    const outputs: Record<string, pulumi.Output<VnfOutputs>> = {};
    const verifications: BondVerification[] = [];
    const serverIds: pulumi.Output<string>[] = [];
    for (const [index, vnf] of vnfs.entries()) {
      const previous = verifications.at(-1);
      const { serverId, memberMacs, portIds } = new CpnrVnf(
        `${name}-${vnf.name}`,
        {
          vnf,
          bond,
          day0,
          keys,
          passwordHashes,
          owner,
          imageId,
          flavorId,
          orchestration,
          management,
          sriov,
          memberOrder: memberOrder(settings),
        },
        // A replacement is rolling: the next VNF is touched only when the one before it is proven.
        { parent: this, ...(previous ? { dependsOn: previous } : {}) },
      );
      const verification = new BondVerification(
        `${name}-${vnf.name}-verification`,
        { settings, vnf, peers: vnfs.slice(0, index), keys, owner, serverId, memberMacs },
        { parent: this },
      );
      verifications.push(verification);
      serverIds.push(serverId);
      outputs[vnf.name] = pulumi
        .output({ serverId, portIds: [...portIds], evidence: verification.evidence })
        .apply((told) => ({ ...told, management: vnf.management, bondAddresses: vnf.bond.addresses }));
    }
    if (settings.drill?.afterDeployment) {
      new FailoverDrill(`${name}-drill`, { serverIds }, { parent: this, dependsOn: verifications });
    }
    this.vnfs = pulumi.all(outputs);
    this.registerOutputs({ vnfs: this.vnfs });
  }

  #ovsNetwork(name: string, network: OvsNetworkSettings, tags: readonly string[]): VnfNetwork {
    return {
      network: new OvsNetwork(name, { network, tags }, { parent: this }),
      securityGroupIds: network.securityGroups?.map((group) =>
        lookup.securityGroupId(group, { parent: this }),
      ),
    };
  }
}
