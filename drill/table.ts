import Table from "cli-table3";
import type { DrillResult } from "./drill";
import { failoverMsOf } from "./limits";
import type { Cut } from "./measurement";

const COLUMNS = {
  way: ({ way }: Cut) => way,
  "active before, during, after": ({ from, to, after }: Cut) => `${from}, ${to}, ${after}`,
  queries: ({ sent }: Cut) => sent,
  "lost, on return": ({ lost, lostOnReturn }: Cut) => `${lost}, ${lostOnReturn}`,
  "gap, on return, ms": ({ gap, returnGap }: Cut) => `${gap}, ${returnGap}`,
  "silence, ms": ({ silence }: Cut) => silence,
  "first response, ms": ({ firstAnswer }: Cut) => firstAnswer ?? "unknown",
  "failover, ms": (cut: Cut) => failoverMsOf(cut) ?? "unknown",
  announcements: ({ announcements }: Cut) => announcements,
  "pace, stall, ms": ({ pace, stall }: Cut) => `${pace}, ${stall}`,
};

/**
 * Formats a VNF's drill: a table of the cuts, the distribution of the gaps in each way, then the untried ways and the faults.
 */
export function drillTable(vnf: string, { cuts, untried, faults }: DrillResult, maxGap: number): string {
  const table = new Table({
    head: Object.keys(COLUMNS),
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  for (const cut of cuts) {
    table.push(Object.values(COLUMNS).map((show) => show(cut)));
  }
  const ways = [...new Set(cuts.map(({ way }) => way))].map((way) => {
    const gaps = cuts.filter((cut) => cut.way === way).map(({ gap }) => gap);
    return `${way}: gaps of ${gaps.length} cuts ${distribution(gaps)} (limit: ${maxGap} ms)`;
  });
  return [vnf, ...(cuts.length > 0 ? [table.toString()] : []), ...ways, ...untried, ...faults].join("\n");
}

/** Formats the distribution of times, such as `48 to 142 ms, half of them within 102 ms, nine of ten within 121 ms`. */
export function distribution(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const within = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  return `${sorted[0]} to ${sorted.at(-1)} ms, half of them within ${within(0.5)} ms, nine of ten within ${within(0.9)} ms`;
}
