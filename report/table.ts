import Table from "cli-table3";
import { type Finding, VERDICTS } from "./finding";
import { visible } from "./visible";

/**
 * Maximum number of findings in a table. The time of a layout grows with the number of cells, and with the square of a cell's
 * length.
 */
const MAXIMUM_ROWS = 1000;

/** A column of a table of findings. */
export interface Column {
  readonly head: string;
  /** Width in characters; longer text is wrapped. @default width of the longest cell */
  readonly width?: number;
  readonly cell: (finding: Finding) => string;
}

/**
 * Formats findings as a table, faults first. The last line counts the verdicts. A table with many findings ends with the number
 * of the findings that it does not show.
 */
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
  const sorted = VERDICTS.map((verdict) => findings.filter((finding) => finding.verdict === verdict));
  for (const finding of sorted.flat().slice(0, MAXIMUM_ROWS)) {
    table.push(all.map(({ cell }) => visible(cell(finding))));
  }
  const hidden = findings.length - MAXIMUM_ROWS;
  const counts = VERDICTS.map((verdict, index) => `${sorted[index]?.length} ${verdict}`);
  return [table.toString(), ...(hidden > 0 ? [`… and ${hidden} more`] : []), counts.join(", ")].join("\n");
}
