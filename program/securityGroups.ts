import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../openstack/cloud";
import { type GroupRules, readGroupRules } from "../openstack/securityGroups";

/**
 * Reads the rules of the ports' security groups, as an output of the stack. `cpnr verify` compares the rules in the cloud with
 * this record: nothing else in the state shows that somebody changed a group. The next `up` records the new rules.
 * @returns undefined, with a warning, if the cloud does not show them
 */
export async function recordGroupRules(
  cloud: Cloud,
  ids: readonly string[],
): Promise<GroupRules | undefined> {
  try {
    return await readGroupRules(cloud, ids);
  } catch (error) {
    await pulumi.log.warn(
      `The rules of the security groups are not recorded, so that cpnr verify can't compare them: ${(error as Error).message}`,
    );
    return undefined;
  }
}
