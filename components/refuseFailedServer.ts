import * as pulumi from "@pulumi/pulumi";
import { Cloud } from "../openstack/cloud";
import { ErrorResponse } from "../openstack/errors";
import { failedServer } from "../openstack/failedServer";
import type { Server } from "../openstack/resources";
import { SERVER } from "../report/kinds";
import { perDeployment } from "./perDeployment";

/**
 * A resource hook that runs before a resource is updated. Pulumi updates a server whose creation failed, even if nothing is
 * changed; without this hook, the deployment would then wait for a guest that never boots.
 */
export const refuseFailedServer = perDeployment(() => {
  const isPreview = pulumi.runtime.isDryRun();
  return new pulumi.ResourceHook("refuse-failed-server", async ({ type, id }) => {
    if (type !== SERVER || isPreview) {
      return;
    }
    const cloud = await Cloud.connect();
    const failure = await cloud.get<{ server: Server }>("compute", `/servers/${id}`).then(
      ({ server }) => failedServer(server),
      (error: Error) => {
        // A server that is gone is for the provider to tell.
        if (error instanceof ErrorResponse && error.status === 404) {
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
