import * as pulumi from "@pulumi/pulumi";
import { SERVER_KEY } from "../openstack/mark";
import { waitUntilPlaced } from "../openstack/placedServer";
import { SERVER } from "../report/kinds";
import { hookCloud } from "./hookCloud";
import { perDeployment } from "./perDeployment";
import { Turns } from "./turns";

interface Inputs {
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly schedulerHints?: readonly { readonly group?: string }[];
}

/**
 * A resource hook that lets Nova choose the hosts of the servers of a server group one after the other. Nova does not see where a
 * request at the same time is about to put its server. Two such requests can choose the same host: with anti-affinity both fail
 * there, and can run out of hosts; with soft-anti-affinity both servers stay there.
 */
export const scheduleInTurn = perDeployment(() => {
  const isPreview = pulumi.runtime.isDryRun();
  const connect = hookCloud();
  const turns = new Turns();
  return new pulumi.ResourceHook("schedule-in-turn", async ({ type, newInputs }) => {
    const { name, metadata, schedulerHints } = (newInputs ?? {}) as Inputs;
    const group = schedulerHints?.[0]?.group;
    const owner = metadata?.[SERVER_KEY];
    if (type === SERVER && !isPreview && group !== undefined && owner !== undefined) {
      await turns.take(group, async () => waitUntilPlaced(await connect(), owner, name));
    }
  });
});
