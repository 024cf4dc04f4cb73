import type { Cloud } from "../openstack/cloud";
import { surveyCloud } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { type PreflightResult, resultOf } from "./result";

/**
 * Checks whether the plan can be deployed in the cloud. It only reads. It takes at most the time of cpnr:cloud.timeout.
 * @param owner `<project>/<stack>`. Resources that this stack created already are no conflict.
 */
export async function preflight(plan: Plan, owner: string, cloud: Cloud): Promise<Finding[]> {
  return [...(await preflightResult(plan, owner, cloud)).findings];
}

/** As {@link preflight}, with the warnings of the configuration, the quotas and the size of the servers. */
export async function preflightResult(plan: Plan, owner: string, cloud: Cloud): Promise<PreflightResult> {
  return resultOf(plan, await surveyCloud(cloud, plan), owner);
}
