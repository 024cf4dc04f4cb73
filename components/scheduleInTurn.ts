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
 * A resource hook that lets Nova choose the hosts of the servers of a server group one after the other. Of two requests at the
 * same time, Nova's scheduler sees the host of neither, and can choose the same host for both. With anti-affinity both servers then
 * fail on that host, and can run out of hosts. With soft-anti-affinity both stay on it.
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
