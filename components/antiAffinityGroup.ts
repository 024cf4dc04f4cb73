import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/settings";
import { groupNameOf } from "../openstack/mark";
import type { GroupPolicy } from "../plan/placement";
import { requireNoFaults } from "./argumentFaults";
import { currentStack } from "./owner";
import { resourceHooks } from "./resourceHooks";

export interface AntiAffinityGroupArgs {
  /**
   * `"anti-affinity"`: Nova creates no server on a host that has another server of the group. `"soft-anti-affinity"`: Nova does so
   * only if no other host can take the server. @default "soft-anti-affinity"
   */
  readonly policy?: GroupPolicy | undefined;
  /** A word in the group's name in Nova. A second group of a stack needs one. @default none */
  readonly word?: string | undefined;
  /** Mark at the start of the group's name, `<project>/<stack>`. @default the running stack */
  readonly owner?: string | undefined;
}

/**
 * A server group of Nova that keeps the servers of VNFs on different hosts.
 *
 * @example
 * ```ts
 * const { serverGroupId } = new AntiAffinityGroup("dns", { policy: "anti-affinity" });
 * const vnf = new CpnrVnf("dns-1", { serverGroupId, ...args });
 * ```
 */
export class AntiAffinityGroup extends pulumi.ComponentResource {
  readonly serverGroupId: pulumi.Output<string>;

  /** @throws {pulumi.RunError} with every fault of the arguments, such as an unknown policy */
  constructor(name: string, args: AntiAffinityGroupArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:AntiAffinityGroup", name, {}, opts);
    const { word, owner = currentStack() } = args;
    const { validSections, faults } = examineSections({ placement: { policy: args.policy } });
    requireNoFaults(`AntiAffinityGroup "${name}"`, faults, [["placement", ""]]);
    const policy = validSections.placement.policy as GroupPolicy;
    this.serverGroupId = new openstack.compute.ServerGroup(
      `${name}-group`,
      { name: groupNameOf(owner, policy, word), policies: [policy] },
      { parent: this, hooks: resourceHooks() },
    ).id;
    this.registerOutputs({ serverGroupId: this.serverGroupId });
  }
}
