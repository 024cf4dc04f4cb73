import { type LinkMonitor, monitorInterval } from "../plan/bond";
import type { Plan } from "../plan/plan";
import type { Cut } from "./measurement";

/** The kernel's arp_missed_max, which Day0 leaves as it is (kernel bonding.rst). */
const ARP_MISSED_MAX = 2;

/**
 * The longest that the bond may take to leave a VF that is away, in ms. By ARP the kernel looks each interval whether the
 * last answer is older than arp_missed_max intervals and a half (bond_ab_arp_inspect); each of its intervals is a tick of its
 * clock longer than asked for (timer wheel), which the client's limit has room for.
 */
export function maxFailoverMsOf(linkMonitor: LinkMonitor): number {
  return linkMonitor.type === "mii"
    ? linkMonitor.miimon + linkMonitor.downdelay
    : linkMonitor.interval * (ARP_MISSED_MAX + 1);
}

/** The longest that a client may be without an answer, in ms: until the bond leaves, and one interval to be heard again. */
export function maxGapOf({ drill, bond: { linkMonitor } }: Pick<Plan, "drill" | "bond">): number {
  return drill?.maxGap ?? maxFailoverMsOf(linkMonitor) + monitorInterval(linkMonitor);
}

/**
 * The time that the bond took to leave its VF, in ms, as exact as the client asks: the gap without what it took to answer
 * afterwards; null where that was not seen.
 */
export function failoverMsOf({ gap, answering }: Cut): number | null {
  return answering === null ? null : Math.max(0, gap - answering);
}

/**
 * Whether a cut says nothing of the bond: its client asked too unsteadily for its gaps to mean anything, or its gap is too
 * long only by a time for which the guest itself stood still.
 */
export function isInconclusive({ pace, gap, stall }: Cut, maxGap: number): boolean {
  return pace > maxGap / 2 || (gap > maxGap && gap - stall <= maxGap);
}

/** What is wrong with a cut, each half a sentence. */
export function faultsOf(cut: Cut, plan: Pick<Plan, "drill" | "bond">): string[] {
  const maxGap = maxGapOf(plan);
  const { way, from, to, after, primary, gap, stall, returnGap, announcements } = cut;
  const late = (when: string, gapMs: number, besides = "") =>
    gapMs > maxGap
      ? [`No DNS response for ${gapMs} ms after ${from} ${when} (limit: ${maxGap} ms${besides})`]
      : [];
  const stalled = stall > 0 ? `; the guest itself did not run for ${stall} ms` : "";
  const held = plan.bond.failback === "reclaim" && to !== primary ? primary : to;
  // A bond that was moved by hand was moved back by hand.
  const expected = way === "guest" ? from : held;
  return [
    ...late("went down", gap, stalled),
    ...late("came back", returnGap),
    ...(announcements > 0
      ? []
      : [
          `${to} sent no gratuitous ARP, so the segment learns the bond's new MAC address only from its traffic`,
        ]),
    ...(after === expected
      ? []
      : [
          `active slave after the return of ${from}: expected ${expected} (failback ${plan.bond.failback}), actual ${after}`,
        ]),
  ];
}
