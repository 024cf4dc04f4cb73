import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "./cloud";
import { listOwnServers } from "./ownServers";

/** Times in ms. */
export interface PlacementWait {
  /** Longest time until Nova lists the server: its creation may have failed. */
  readonly untilListed: number;
  /** Longest time until a listed server has a host. */
  readonly untilPlaced: number;
  /** Pause between two looks. */
  readonly pause: number;
}

const WAIT: PlacementWait = { untilListed: 15_000, untilPlaced: 60_000, pause: 500 };

/** Waits until Nova has chosen the host of a server, or until its creation has failed. A missing server is no error. */
export async function waitUntilPlaced(
  cloud: Cloud,
  owner: string,
  name: string,
  wait: PlacementWait = WAIT,
): Promise<void> {
  const begunAt = performance.now();
  for (;;) {
    const [server] = await listOwnServers(cloud, [name], owner);
    const limit = server === undefined ? wait.untilListed : wait.untilPlaced;
    if (server?.hostId || server?.status === "ERROR" || performance.now() - begunAt >= limit) {
      return;
    }
    await pause(wait.pause);
  }
}
