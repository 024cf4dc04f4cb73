import type { Watched } from "../access/observation";
import { rebootServer } from "../openstack/changes";
import type { Action } from "./memory";

/** Deploys one VNF's server anew. @throws with what the deployment said */
export type Redeploy = (vnf: string) => Promise<void>;

/** Recovers a VNF. @param serverId Nova's; there is none to reboot without it */
export async function recover(
  action: Action,
  vnf: string,
  serverId: string | null,
  { cloud }: Watched,
  redeploy: Redeploy,
): Promise<void> {
  return action === "reboot" ? rebootServer(cloud, serverId as string) : redeploy(vnf);
}
