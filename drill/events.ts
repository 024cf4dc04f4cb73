import { z } from "zod";

/** ms since the program began. */
const at = z.number();

/** Name of a network interface in Linux. A name is used in a shell command in the guest, so it is checked. */
const interfaceName = z.string().regex(/^[\w.:@-]{1,15}$/);

const witnessEventSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("slaves"),
    at,
    /** The VFs' MAC addresses by the interface names of the bond's slaves; null if a slave has left the bond. */
    macs: z.record(interfaceName, z.string().nullable()),
    active: interfaceName.nullable(),
  }),
  /** A slave's link has changed. `carrier`: the interface's carrier. `up`: the bond's MII status of the slave is up. */
  z.object({ event: z.literal("link"), at, slave: interfaceName, carrier: z.boolean(), up: z.boolean() }),
  /** Another slave is active; null if none is, which ARP monitoring allows until a target answers. */
  z.object({ event: z.literal("active"), at, slave: interfaceName.nullable() }),
  /** The witness begins to switch the active slave, as commanded. */
  z.object({ event: z.literal("switch"), at }),
  /** The guest, or the witness in it, did not run for `by` ms longer than planned. */
  z.object({ event: z.literal("late"), at, by: z.number() }),
  /** The guest sent a gratuitous ARP or an unsolicited neighbour advertisement. */
  z.object({ event: z.literal("announcement"), at }),
  /** The first DNS response on a slave that was not active before. */
  z.object({ event: z.literal("answer"), at, slave: interfaceName }),
]);

/** An event from the witness (remote/guest/witness.py). */
export type WitnessEvent = z.output<typeof witnessEventSchema>;

const timelineSchema = z.object({
  /** Time of each query. */
  sent: z.array(at),
  /** Time of the response to each query; null if there was none. */
  arrived: z.array(at.nullable()),
  /** Time at which the client received each command, by command. */
  marks: z.record(z.string(), at),
});

/** The DNS queries of the drill's client, with their responses. */
export type Timeline = z.output<typeof timelineSchema>;

/** An event from the client (remote/guest/stream.py): the start, and at the end the timeline. */
export type StreamEvent = Timeline | { readonly begun: true };

const streamEventSchema = z.union([z.object({ begun: z.literal(true) }), timelineSchema]);

/** Reads a line of the witness's output. @throws if the line is not an event */
export function parseWitnessEvent(line: string): WitnessEvent {
  return parsed(line, witnessEventSchema);
}

/** Reads a line of the client's output. @throws if the line is not an event */
export function parseStreamEvent(line: string): StreamEvent {
  return parsed(line, streamEventSchema);
}

function parsed<T>(line: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new Error(`${JSON.stringify(line.slice(0, 200))} is not an event of the drill's program`);
  }
}
