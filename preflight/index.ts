import { surveyCloud } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { judge } from "./judge";

/**
 * Asks the cloud of the environment's credentials, reading only and in 3 s at most, whether the configured can be
 * created there.
 * @param owner `<project>/<stack>`: what that stack made already is not in its own way
 * @throws if Keystone can't be reached, refuses the credentials or doesn't answer in time
 */
export async function preflight(plan: Plan, owner: string): Promise<Finding[]> {
  return judge(plan, await surveyCloud(plan), owner);
}
