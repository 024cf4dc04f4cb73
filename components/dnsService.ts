import * as pulumi from "@pulumi/pulumi";
import type { OvsNetworkSettings, Settings } from "../config/schema";
import type { Evidence } from "../verify/evidence";
import { BondVerification } from "./bondVerification";
import { CpnrVnf, type VnfNetwork } from "./cpnrVnf";
import { CrossNumaFlavor } from "./crossNumaFlavor";
import * as lookup from "./lookup";
import { OvsNetwork } from "./ovsNetwork";
import { SriovNetworkPair } from "./sriovNetworkPair";

export interface DnsServiceArgs {
  readonly settings: Settings;
  /** The stack's secret `cpnr:keys`. */
  readonly keys: pulumi.Output<unknown>;
}

/** What a stack tells of one VNF. */
export interface VnfOutputs {
  readonly serverId: string;
  /** Address that verification connects to. */
  readonly management: string;
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

  constructor(name: string, { settings, keys }: DnsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:DnsService", name, {}, opts);
    const { vnfs, bond, day0, verification } = settings;
    const orchestration =
      settings.orchestration && this.#ovsNetwork(`${name}-orchestration`, settings.orchestration);
    const management = this.#ovsNetwork(`${name}-management`, settings.management);
    const sriov = new SriovNetworkPair(`${name}-sriov`, { networks: settings.sriov }, { parent: this });
    const { flavorId } = new CrossNumaFlavor(
      `${name}-cross-numa`,
      { flavor: settings.flavor },
      { parent: this },
    );
    const imageId = lookup.imageId(settings.image, { parent: this });
    const user = verification.user ?? (day0.users[0]?.name as string);
    const memberNetworks = [settings.sriov[0].name, settings.sriov[1].name] as const;

    const outputs: Record<string, pulumi.Output<VnfOutputs>> = {};
    let previous: BondVerification | undefined;
    for (const vnf of vnfs) {
      const { serverId, memberMacs, portIds } = new CpnrVnf(
        `${name}-${vnf.name}`,
        { vnf, bond, day0, keys, imageId, flavorId, orchestration, management, sriov },
        // A replacement is rolling: the next VNF is touched only when the one before it is proven.
        { parent: this, ...(previous ? { dependsOn: previous } : {}) },
      );
      previous = new BondVerification(
        `${name}-${vnf.name}-verification`,
        { vnf, bond, verification, user, keys, serverId, memberMacs, memberNetworks },
        { parent: this },
      );
      outputs[vnf.name] = pulumi
        .output({ serverId, portIds: [...portIds], evidence: previous.evidence })
        .apply((told) => ({ ...told, management: vnf.management, bondAddresses: vnf.bondAddresses }));
    }
    this.vnfs = pulumi.all(outputs);
    this.registerOutputs({ vnfs: this.vnfs });
  }

  #ovsNetwork(name: string, network: OvsNetworkSettings): VnfNetwork {
    return {
      network: new OvsNetwork(name, { network }, { parent: this }),
      securityGroupIds: network.securityGroups?.map((group) =>
        lookup.securityGroupId(group, { parent: this }),
      ),
    };
  }
}
