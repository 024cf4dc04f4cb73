import * as pulumi from "@pulumi/pulumi";
import { isNotFound } from "../openstack/errors";
import { failedServer } from "../openstack/failedServer";
import type { Server } from "../openstack/resources";
import { SERVER } from "../report/kinds";
import { hookCloud } from "./hookCloud";
import { perDeployment } from "./perDeployment";

/**
 * A resource hook that runs before a resource is updated. Pulumi updates a server whose creation failed, even if nothing is
 * changed; without this hook, the deployment would then wait for a guest that never boots.
 */
export const refuseFailedServer = perDeployment(() => {
  const isPreview = pulumi.runtime.isDryRun();
  const connect = hookCloud();
  return new pulumi.ResourceHook("refuse-failed-server", async ({ type, id }) => {
    if (type !== SERVER || isPreview) {
      return;
    }
    const cloud = await connect();
    const failure = await cloud.get<{ server: Server }>("compute", `/servers/${id}`).then(
      ({ server }) => failedServer(server),
      (error: Error) => {
        // A server that is gone is for the provider to tell.
        if (isNotFound(error)) {
          return undefined;
        }
        throw error;
      },
    );
    if (failure !== undefined) {
      throw new Error(failure);
    }
  });
});
