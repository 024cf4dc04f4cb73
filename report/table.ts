import Table from "cli-table3";
import { type Finding, VERDICTS } from "./finding";

/** A column of a table of findings. */
export interface Column {
  readonly head: string;
  /** Width in characters; longer text is wrapped. @default width of the longest cell */
  readonly width?: number;
  readonly cell: (finding: Finding) => string;
}

/** Formats findings as a table, faults first. The last line counts the verdicts. */
export function findingsTable(findings: readonly Finding[], columns: readonly Column[]): string {
  const all = [{ head: "verdict", cell: ({ verdict }: Finding) => verdict }, ...columns] as readonly Column[];
  const table = new Table({
    head: all.map(({ head }) => head),
    colWidths: all.map(({ width }) => width ?? null),
    wordWrap: true,
    // No lines between the rows, because a table has dozens of rows.
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  const used = VERDICTS.map((verdict) => ({
    verdict,
    found: findings.filter((finding) => finding.verdict === verdict),
  }));
  for (const { found } of used) {
    table.push(...found.map((finding) => all.map(({ cell }) => cell(finding))));
  }
  const counts = used.map(({ verdict, found }) => `${found.length} ${verdict}`);
  return `${table.toString()}\n${counts.join(", ")}`;
}
