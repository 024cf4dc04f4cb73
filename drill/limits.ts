import { type LinkMonitor, monitorInterval } from "../plan/bond";
import type { Plan } from "../plan/plan";
import type { Cut } from "./measurement";

/** Default of the kernel's arp_missed_max, which Day0 does not change (kernel, bonding.rst). */
const ARP_MISSED_MAX = 2;

/**
 * Maximum time in ms for the bond's failover from a removed VF. With ARP monitoring, the kernel checks in each interval whether
 * the last ARP reply is older than arp_missed_max + 0.5 intervals (bond_ab_arp_inspect). Each interval can be one tick of the
 * kernel's clock longer than configured (timer wheel); the client's limit leaves room for this.
 */
export function maxFailoverMsOf(linkMonitor: LinkMonitor): number {
  return linkMonitor.type === "mii"
    ? linkMonitor.miimon + linkMonitor.downdelay
    : linkMonitor.interval * (ARP_MISSED_MAX + 1);
}

/** Maximum time in ms without a DNS response: the bond's failover, and one monitor interval until responses arrive again. */
export function maxGapOf({ drill, bond: { linkMonitor } }: Pick<Plan, "drill" | "bond">): number {
  return drill?.maxGap ?? maxFailoverMsOf(linkMonitor) + monitorInterval(linkMonitor);
}

/**
 * Time in ms of the bond's failover: the gap minus the time from the failover to the first response. The query interval limits
 * the accuracy. Null if the witness saw no response.
 */
export function failoverMsOf({ gap, answering }: Cut): number | null {
  return answering === null ? null : Math.max(0, gap - answering);
}

/**
 * Whether a cut says nothing about the bond: the client sent its queries too irregularly, or the gap is over the limit only
 * because the guest did not run.
 */
export function isInconclusive({ pace, gap, stall }: Cut, maxGap: number): boolean {
  return pace > maxGap / 2 || (gap > maxGap && gap - stall <= maxGap);
}

/** The faults of a cut, each a sentence without its full stop. */
export function faultsOf(cut: Cut, plan: Pick<Plan, "drill" | "bond">): string[] {
  const maxGap = maxGapOf(plan);
  const { way, from, to, after, primary, gap, stall, returnGap, announcements } = cut;
  const gapFault = (when: string, gapMs: number, note = "") =>
    gapMs > maxGap
      ? [`No DNS response for ${gapMs} ms after ${from} ${when} (limit: ${maxGap} ms${note})`]
      : [];
  const stallNote = stall > 0 ? `; the guest itself did not run for ${stall} ms` : "";
  const slaveByFailback = plan.bond.failback === "reclaim" && to !== primary ? primary : to;
  // The drill itself switches the bond back after a cut in the guest.
  const expected = way === "guest" ? from : slaveByFailback;
  return [
    ...gapFault("went down", gap, stallNote),
    ...gapFault("came back", returnGap),
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
