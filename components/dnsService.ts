import * as pulumi from "@pulumi/pulumi";
import { hostKeyOf } from "../plan/keys";
import { type SwitchedNetwork, withoutPlace } from "../plan/network";
import type { Plan } from "../plan/plan";
import { addressesOf, adoptedPortsOf } from "../plan/vnf";
import type { Evidence } from "../verify/evidence";
import { AntiAffinityGroup } from "./antiAffinityGroup";
import { BondVerification } from "./bondVerification";
import { CpnrVnf, type SwitchedNicArgs } from "./cpnrVnf";
import { CrossNumaFlavor } from "./crossNumaFlavor";
import { FailoverDrill } from "./failoverDrill";
import * as lookup from "./lookup";
import { OvsNetwork } from "./ovsNetwork";
import { RolloutGates } from "./rolloutGates";
import { SriovNetworkPair } from "./sriovNetworkPair";

export interface DnsServiceArgs {
  readonly plan: Plan;
  /** Mark on every created resource, `<project>/<stack>`. */
  readonly owner: string;
  /** Names of the VNFs that have no server yet, so that nobody waits for their service. @default none */
  readonly newVnfs?: readonly string[] | undefined;
}

/** The outputs of a stack for one VNF. */
export interface VnfOutputs {
  readonly serverId: string;
  /** Addresses in the management network; verification connects to the first. */
  readonly management: readonly string[];
  /** The bond's addresses with prefix length. */
  readonly bondAddresses: readonly string[];
  /** Ids of the ports: orchestration (if there is one), management, and the two ports of the bond. */
  readonly portIds: readonly string[];
  /** The evidence from the guest when the verification passed. */
  readonly evidence: Evidence;
}

/**
 * The whole service: networks, flavor, server group, and each VNF with its verification. The VNFs are made and replaced in the
 * order of the plan's rollout.
 */
export class DnsService extends pulumi.ComponentResource {
  readonly vnfs: pulumi.Output<Record<string, VnfOutputs>>;
  /** Ids of the security groups of the ports. */
  readonly securityGroupIds: pulumi.Output<string[]>;

  constructor(name: string, args: DnsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:DnsService", name, {}, opts);
    const { plan, owner, newVnfs = [] } = args;
    const { networks, flavor, keys, day0 } = plan;
    const { policy } = plan.placement;
    const ovsNetwork = (network: SwitchedNetwork) =>
      new OvsNetwork(`${name}-${network.role}`, { ...withoutPlace(network), owner }, { parent: this });
    const orchestration = networks.orchestration && ovsNetwork(networks.orchestration);
    const management = ovsNetwork(networks.management);
    const sriov = new SriovNetworkPair(
      `${name}-sriov`,
      { networks: [withoutPlace(networks.sriov[0]), withoutPlace(networks.sriov[1])], owner },
      { parent: this },
    );
    const { flavorId } = new CrossNumaFlavor(`${name}-cross-numa`, { ...flavor, owner }, { parent: this });
    const serverGroupId =
      policy === "none"
        ? undefined
        : new AntiAffinityGroup(`${name}-anti-affinity`, { policy, owner }, { parent: this }).serverGroupId;
    const imageId = lookup.imageId(plan.image.name, { parent: this });

    const outputs: Record<string, pulumi.Output<VnfOutputs>> = {};
    const deployed: CpnrVnf[] = [];
    const verifications: BondVerification[] = [];
    const gates = new RolloutGates(plan, newVnfs);
    for (const planned of plan.vnfs) {
      const nic = (network: OvsNetwork, { role, securityGroups }: SwitchedNetwork): SwitchedNicArgs => ({
        network,
        addresses: addressesOf(planned, role),
        securityGroupIds: securityGroups?.map((group) => lookup.securityGroupId(group, { parent: this })),
      });
      const { members, ...bond } = planned.bond;
      const vnf = new CpnrVnf(
        `${name}-${planned.name}`,
        {
          name: planned.name,
          hostname: planned.hostname,
          imageId,
          flavorId,
          orchestration: orchestration && nic(orchestration, networks.orchestration as SwitchedNetwork),
          management: nic(management, networks.management),
          bond: { ...bond, networks: sriov, primary: members[0].network.name },
          day0: {
            ...day0,
            loginKey: keys.login.publicKey,
            hostKey: pulumi.secret(hostKeyOf(keys, planned.name)),
            passwordHashes: pulumi.secret(Object.fromEntries(plan.passwordHashes)),
          },
          adoptPorts: adoptedPortsOf(planned),
          availabilityZone: planned.availabilityZone,
          keepsZone: planned.keepsZone,
          host: planned.host,
          serverGroupId,
          owner,
        },
        { parent: this, dependsOn: gates.of(planned.name) },
      );
      const { user, ...verification } = plan.verification;
      const proof = new BondVerification(
        `${name}-${planned.name}-verification`,
        {
          ...verification,
          vnf,
          peers: [...deployed],
          numaNodes: flavor.numaNodes,
          placementPolicy: policy,
          cloudTimeout: plan.cloud.timeout,
          login: { user, privateKey: pulumi.secret(keys.login.privateKey) },
        },
        // Its peers answer pings only when they have booted.
        { parent: this, dependsOn: verifications.map(({ boot }) => boot) },
      );
      gates.openAfter(planned.name, proof.evidence);
      deployed.push(vnf);
      verifications.push(proof);
      outputs[planned.name] = pulumi
        .output({ serverId: vnf.serverId, portIds: [...vnf.portIds], evidence: proof.evidence })
        .apply((created) => ({
          ...created,
          management: addressesOf(planned, "management"),
          bondAddresses: planned.bond.addresses,
        }));
    }
    if (plan.drill?.afterDeployment) {
      new FailoverDrill(
        `${name}-drill`,
        { serverIds: deployed.map(({ serverId }) => serverId) },
        { parent: this, dependsOn: verifications },
      );
    }
    this.vnfs = pulumi.all(outputs);
    this.securityGroupIds = pulumi
      .all(deployed.map(({ securityGroupIds }) => securityGroupIds))
      .apply((groups) => [...new Set(groups.flat())].sort());
    this.registerOutputs({ vnfs: this.vnfs, securityGroupIds: this.securityGroupIds });
  }
}
