import { z } from "zod";

/** ms since the program began. */
const at = z.number();

const witnessEventSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("slaves"),
    at,
    /** The bond's slaves with their VFs' MACs. */
    macs: z.record(z.string(), z.string()),
    active: z.string().nullable(),
  }),
  /** A slave's link is another: its carrier, and whether the bond uses it. */
  z.object({ event: z.literal("link"), at, slave: z.string(), carrier: z.boolean(), up: z.boolean() }),
  z.object({ event: z.literal("active"), at, slave: z.string().nullable() }),
  /** The bond is being moved as told. */
  z.object({ event: z.literal("switch"), at }),
  /** The guest, or the witness in it, did not run for so many ms, though it was to. */
  z.object({ event: z.literal("late"), at, by: z.number() }),
  /** A gratuitous ARP or an unsolicited neighbour advertisement left. */
  z.object({ event: z.literal("announcement"), at }),
  /** The first DNS answer left by a slave that was not active. */
  z.object({ event: z.literal("answer"), at, slave: z.string() }),
]);

/** What drill/witness.py tells. */
export type WitnessEvent = z.output<typeof witnessEventSchema>;

const timelineSchema = z.object({
  /** When each query was sent. */
  sent: z.array(at),
  /** When the answer to each came; null where none did. */
  arrived: z.array(at.nullable()),
  /** When the client heard what. */
  marks: z.record(z.string(), at),
});

/** What a client met with that asked at a steady pace. */
export type Timeline = z.output<typeof timelineSchema>;

/** What drill/stream.py tells: that it has begun, and at the end all. */
export type StreamEvent = Timeline | { readonly begun: true };

const streamEventSchema = z.union([z.object({ begun: z.literal(true) }), timelineSchema]);

/** Reads a line of the witness; throws if it is none. */
export function parseWitnessEvent(line: string): WitnessEvent {
  return parsed(line, witnessEventSchema);
}

/** Reads a line of the client's stream; throws if it is none. */
export function parseStreamEvent(line: string): StreamEvent {
  return parsed(line, streamEventSchema);
}

function parsed<T>(line: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new Error(`${JSON.stringify(line.slice(0, 200))} is not what the drill's program tells`);
  }
}
