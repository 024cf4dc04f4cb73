import { userError } from "../components/userError";
import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import type { Plan } from "../plan/plan";

/**
 * Connects to the cloud of the environment's credentials. A preview waits for the connection too: without it, each lookup of
 * the provider would report the same error again, in other words.
 * @throws {pulumi.RunError} with the reason, such as missing credentials
 */
export async function requireCloud(plan: Plan): Promise<Cloud> {
  return Cloud.connect(undefined, cloudOptionsOf(plan)).catch((error: Error) => {
    throw userError(error.message);
  });
}
