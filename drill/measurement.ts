import type { Timeline, WitnessEvent } from "./events";

/** How the active VF is taken away. */
export type Way = "guest" | "port" | "cable";

/** What a cut did to the bond and to the client that asked meanwhile. */
export interface Cut {
  readonly way: Way;
  /** The active slave before. */
  readonly from: string;
  /** The active slave while the VF was away. */
  readonly to: string;
  /** The active slave after it was back. */
  readonly after: string;
  /** The slave that the bond's primary is. */
  readonly primary: string;
  readonly sent: number;
  /** Queries without an answer within 500 ms, of those sent until the VF came back. */
  readonly lost: number;
  /** Queries without an answer, of those sent after that. */
  readonly lostOnReturn: number;
  /**
   * Longest time in ms in which nobody who asked was answered, until the VF came back: from the first query without an
   * answer to the next one with.
   */
  readonly gap: number;
  /** The same after that. */
  readonly returnGap: number;
  /** Longest time between the arrivals of two answers, in ms: it holds slow answers too. */
  readonly silence: number;
  /** Longest time between two queries, in ms: the client's own unsteadiness, which a gap may hold. */
  readonly pace: number;
  /** Time in ms from the loss, as the guest saw it, to the first answer that left by the other VF; null: none did. */
  readonly firstAnswer: number | null;
  /** Longest time in ms for which the guest did not run, though it was to: a gap may hold that too. */
  readonly stall: number;
  /** Time in ms from the bond's move to the first answer that left by the other VF; null: none did. */
  readonly answering: number | null;
  /** Gratuitous ARPs and unsolicited neighbour advertisements that left between the loss and the return. */
  readonly announcements: number;
}

/** Time in ms after which an answer is none: those who asked have turned elsewhere, or soon will. */
const PATIENCE = 500;

/** What the client's timeline says; it was told `restore` when the VF came back. */
export function measuredByClient(
  timeline: Timeline,
): Pick<Cut, "sent" | "lost" | "lostOnReturn" | "gap" | "returnGap" | "silence" | "pace"> {
  const { sent, arrived, marks } = timeline;
  const returned = marks.restore ?? Number.POSITIVE_INFINITY;
  const end = sent.at(-1) ?? 0;
  const times = arrived.filter((time) => time !== null).sort((one, other) => one - other);
  const isAnswered = (index: number) =>
    (arrived[index] ?? Number.POSITIVE_INFINITY) - (sent[index] as number) <= PATIENCE;
  const unanswered = sent.filter((_, index) => !isAnswered(index));
  const outages = outagesIn(sent, isAnswered);
  const longest = (those: readonly Gap[]) => Math.round(Math.max(0, ...those.map(({ length }) => length)));
  return {
    sent: sent.length,
    lost: unanswered.filter((time) => time < returned).length,
    lostOnReturn: unanswered.filter((time) => time >= returned).length,
    gap: longest(outages.filter(({ begin }) => begin < returned)),
    returnGap: longest(outages.filter(({ begin }) => begin >= returned)),
    silence: longest(gapsIn([0, ...times, Math.max(end, times.at(-1) ?? 0)])),
    pace: longest(gapsIn(sent)),
  };
}

/** What the witness's events say of a cut that took `from` away. @param events while it was away */
export function measuredInGuest(
  events: readonly WitnessEvent[],
  from: string,
): Pick<Cut, "firstAnswer" | "answering" | "announcements" | "stall"> {
  const loss = events.find((seen) => isLoss(seen, from))?.at;
  const move = events.find((seen) => isMove(seen, from))?.at;
  const answer = events.find((seen) => seen.event === "answer" && seen.slave !== from)?.at;
  const since = (begin: number | undefined) =>
    begin === undefined || answer === undefined ? null : Math.round(Math.max(0, answer - begin));
  return {
    firstAnswer: since(loss),
    answering: since(move),
    stall: Math.round(Math.max(0, ...events.map((seen) => (seen.event === "late" ? seen.by : 0)))),
    announcements: events.filter(({ event }) => event === "announcement").length,
  };
}

/** Whether an event tells that the bond lost `slave`, or leaves it. */
function isLoss(seen: WitnessEvent, slave: string): boolean {
  return (
    seen.event === "switch" ||
    (seen.event === "link" && seen.slave === slave && !(seen.carrier && seen.up)) ||
    isMove(seen, slave)
  );
}

/** Whether an event tells that the bond has left `slave`. */
function isMove(seen: WitnessEvent, slave: string): boolean {
  return seen.event === "active" && seen.slave !== slave;
}

interface Gap {
  readonly begin: number;
  readonly length: number;
}

/** From each first query without an answer to the next one with, or to the last query. */
function outagesIn(sent: readonly number[], isAnswered: (index: number) => boolean): Gap[] {
  return sent.flatMap((begin, index) => {
    if (isAnswered(index) || (index > 0 && !isAnswered(index - 1))) {
      return [];
    }
    const until = sent.find((_, later) => later > index && isAnswered(later)) ?? (sent.at(-1) as number);
    return [{ begin, length: until - begin }];
  });
}

function gapsIn(times: readonly number[]): Gap[] {
  return times.slice(1).map((time, index) => {
    const begin = times[index] as number;
    return { begin, length: time - begin };
  });
}
