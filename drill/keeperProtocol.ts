import { z } from "zod";
import type { Removal } from "./journal";

/**
 * What the keeper is asked to do, one JSON document in each line. `remove`: write the journal, then remove the VF. `restore`:
 * restore the VF, then delete the journal. `forget`: delete the journal, because the witness in the guest has restored the VF.
 */
export type KeeperRequest =
  | { readonly do: "remove"; readonly removal: Removal }
  | { readonly do: "restore" }
  | { readonly do: "forget" };

const keeperEventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("ready"), pid: z.number() }),
  z.object({ event: z.literal("removed") }),
  z.object({ event: z.literal("not removed"), reason: z.string() }),
  z.object({ event: z.literal("restored") }),
  z.object({ event: z.literal("failed"), reason: z.string() }),
]);

/**
 * What the keeper reports, one JSON document in each line. `failed`: an attempt to restore the VF failed, and the keeper tries
 * again.
 */
export type KeeperEvent = z.output<typeof keeperEventSchema>;

/** Reads a line of the keeper's output. @throws if the line is not an event */
export function parseKeeperEvent(line: string): KeeperEvent {
  return keeperEventSchema.parse(JSON.parse(line));
}
