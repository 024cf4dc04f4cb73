import Table from "cli-table3";
import type { Outcome, Verdict } from "./outcome";

const ORDER: readonly Verdict[] = ["fail", "not observable", "told", "pass"];

/** A VNF's outcomes as a table, faults first, with a last line that counts them. */
export function outcomeTable(vnf: string, outcomes: readonly Outcome[]): string {
  const table = new Table({
    head: ["verdict", "check", "expected", "seen"],
    colWidths: [null, null, 48, 64],
    wordWrap: true,
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  for (const verdict of ORDER) {
    for (const { check, about, expected, seen, advice } of outcomes.filter(
      (one) => one.verdict === verdict,
    )) {
      table.push([
        verdict,
        check,
        `${about} ${expected}`,
        advice === undefined ? seen : `${seen}. ${advice}`,
      ]);
    }
  }
  const counts = ORDER.map(
    (verdict) => `${outcomes.filter((outcome) => outcome.verdict === verdict).length} ${verdict}`,
  );
  return `${vnf}\n${table.toString()}\n${counts.join(", ")}`;
}
