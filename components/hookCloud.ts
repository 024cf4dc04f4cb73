import { Cloud } from "../openstack/cloud";
import { perDeployment } from "./perDeployment";

/** The cloud that the resource hooks of a deployment ask, over one connection that the first of them makes. */
export const hookCloud = perDeployment(() => {
  let connection: Promise<Cloud> | undefined;
  return () => {
    connection ??= Cloud.connect();
    return connection;
  };
});
