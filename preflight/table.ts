import Table from "cli-table3";
import type { Check, Verdict } from "./check";

const ORDER: readonly Verdict[] = ["fail", "warning", "not checked", "pass"];

/** The checks as a table, faults first, with a last line that counts them. */
export function preflightTable(checks: readonly Check[]): string {
  const table = new Table({
    head: ["verdict", "check", "of", "seen"],
    colWidths: [null, null, null, 80],
    wordWrap: true,
    // Nothing between rows: there are some thirty.
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  const sorted = ORDER.flatMap((verdict) => checks.filter((check) => check.verdict === verdict));
  table.push(...sorted.map(({ verdict, name, about, detail }) => [verdict, name, about, detail]));
  const counts = ORDER.map(
    (verdict) => `${checks.filter((check) => check.verdict === verdict).length} ${verdict}`,
  );
  return `${table.toString()}\n${counts.join(", ")}`;
}
