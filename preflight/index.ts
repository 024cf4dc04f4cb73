import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import { surveyCloud } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { type PreflightResult, resultOf } from "./result";

/**
 * Checks whether the plan can be deployed in the cloud of the environment's credentials. It only reads. It takes at most the
 * time of cpnr:cloud.timeout for the token, and the same time for everything else.
 * @param owner `<project>/<stack>`. Resources that this stack created already are no conflict.
 * @param cloud @default a new connection with the environment's credentials
 * @throws if Keystone can't be reached, refuses the credentials or does not respond before the timeout
 */
export async function preflight(plan: Plan, owner: string, cloud?: Cloud): Promise<Finding[]> {
  return [...(await preflightResult(plan, owner, cloud)).findings];
}

/** As {@link preflight}, with the warnings of the configuration, the quotas and the size of the servers. */
export async function preflightResult(plan: Plan, owner: string, cloud?: Cloud): Promise<PreflightResult> {
  const connected = cloud ?? (await Cloud.connect(undefined, cloudOptionsOf(plan)));
  return resultOf(plan, await surveyCloud(connected, plan), owner);
}
