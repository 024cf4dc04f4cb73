import type { Timeline, WitnessEvent } from "./events";

/** How the active VF is removed: the guest switches the bond, Neutron sets the port down, or a command pulls the cable. */
export type Way = "guest" | "port" | "cable";

/** One removal and restore of the active VF, with what the bond and the DNS client did. */
export interface Cut {
  readonly way: Way;
  /** The active slave before the cut. */
  readonly from: string;
  /** The active slave while the VF was removed. */
  readonly to: string;
  /** The active slave after the VF was restored. */
  readonly after: string;
  /** The slave that is the bond's primary. */
  readonly primary: string;
  /** Number of queries. */
  readonly sent: number;
  /** Queries without a response within 500 ms, of the queries before the VF was restored. */
  readonly lost: number;
  /** Queries without a response within 500 ms, of the queries after the VF was restored. */
  readonly lostOnReturn: number;
  /**
   * Longest time in ms without a response, before the VF was restored: from the first query without a response to the next
   * query with one.
   */
  readonly gap: number;
  /** The same after the VF was restored. */
  readonly returnGap: number;
  /** Longest time in ms between two responses. It includes slow responses. */
  readonly silence: number;
  /** Longest time in ms between two queries. A gap can include this irregularity of the client. */
  readonly pace: number;
  /** Time in ms from the link failure in the guest to the first response over the other VF; null if there was none. */
  readonly firstAnswer: number | null;
  /** Longest time in ms for which the guest did not run. A gap can include this time. */
  readonly stall: number;
  /** Time in ms from the bond's failover to the first response over the other VF; null if there was none. */
  readonly answering: number | null;
  /** Number of gratuitous ARPs and unsolicited neighbour advertisements while the VF was removed. */
  readonly announcements: number;
}

/** Time in ms after which a response does not count: resolvers have then asked another server, or soon will. */
const RESPONSE_TIMEOUT_MS = 500;

/** Measures a cut by the client's timeline. The mark `restore` is the time at which the VF was restored. */
export function measureFromClient(
  timeline: Timeline,
): Pick<Cut, "sent" | "lost" | "lostOnReturn" | "gap" | "returnGap" | "silence" | "pace"> {
  const { sent, arrived, marks } = timeline;
  const restoredAt = marks.restore ?? Number.POSITIVE_INFINITY;
  const end = sent.at(-1) ?? 0;
  const times = arrived.filter((time) => time !== null).sort((one, other) => one - other);
  const unanswered = sent.filter((_, index) => !isAnswered(timeline, index));
  const outages = outagesOf(timeline);
  const longest = (those: readonly Gap[]) => Math.round(Math.max(0, ...those.map(({ length }) => length)));
  return {
    sent: sent.length,
    lost: unanswered.filter((time) => time < restoredAt).length,
    lostOnReturn: unanswered.filter((time) => time >= restoredAt).length,
    gap: longest(outages.filter(({ begin }) => begin < restoredAt)),
    returnGap: longest(outages.filter(({ begin }) => begin >= restoredAt)),
    silence: longest(gapsIn([0, ...times, Math.max(end, times.at(-1) ?? 0)])),
    pace: longest(gapsIn(sent)),
  };
}

/** Measures a cut by the witness's events. @param events events while the VF was removed @param from the removed slave */
export function measureInGuest(
  events: readonly WitnessEvent[],
  from: string,
): Pick<Cut, "firstAnswer" | "answering" | "announcements" | "stall"> {
  const lostAt = events.find((event) => isSlaveLost(event, from))?.at;
  const failoverAt = events.find((event) => isFailover(event, from))?.at;
  const answeredAt = events.find((event) => event.event === "answer" && event.slave !== from)?.at;
  const since = (begin: number | undefined) =>
    begin === undefined || answeredAt === undefined ? null : Math.round(Math.max(0, answeredAt - begin));
  return {
    firstAnswer: since(lostAt),
    answering: since(failoverAt),
    stall: Math.round(Math.max(0, ...events.map((event) => (event.event === "late" ? event.by : 0)))),
    announcements: events.filter(({ event }) => event === "announcement").length,
  };
}

/** Whether an event shows that `slave` has failed, or that the bond leaves it. */
function isSlaveLost(event: WitnessEvent, slave: string): boolean {
  return (
    event.event === "switch" ||
    (event.event === "link" && event.slave === slave && !(event.carrier && event.up)) ||
    (event.event === "active" && event.slave !== slave)
  );
}

/** Whether an event shows that the bond has failed over from `slave` to another slave, and not only lost its active slave. */
export function isFailover(event: WitnessEvent, slave: string): boolean {
  return event.event === "active" && event.slave !== null && event.slave !== slave;
}

/** A span of time, in ms since the program began. */
export interface Gap {
  readonly begin: number;
  readonly length: number;
}

function isAnswered({ sent, arrived }: Timeline, index: number): boolean {
  return (arrived[index] ?? Number.POSITIVE_INFINITY) - (sent[index] as number) <= RESPONSE_TIMEOUT_MS;
}

/** The times without a response: from a first query without one to the next query with one, or to the last query. */
export function outagesOf(timeline: Timeline): Gap[] {
  const { sent } = timeline;
  const answered = sent.map((_, index) => isAnswered(timeline, index));
  return sent.flatMap((begin, index) => {
    if (answered[index] || (index > 0 && !answered[index - 1])) {
      return [];
    }
    const until = sent.find((_, later) => later > index && answered[later]) ?? (sent.at(-1) as number);
    return [{ begin, length: until - begin }];
  });
}

/** The times between neighbours, such as between one query and the next. */
function gapsIn(times: readonly number[]): Gap[] {
  return times.slice(1).map((time, index) => {
    const begin = times[index] as number;
    return { begin, length: time - begin };
  });
}
