import type { Finding } from "../report/finding";
import { findingsTable } from "../report/table";

/** Formats the findings of preflight as a table. */
export function preflightTable(findings: readonly Finding[]): string {
  return findingsTable(findings, [
    { head: "check", cell: ({ check }) => check },
    { head: "subject", cell: ({ subject }) => subject },
    { head: "result", width: 80, cell: ({ actual }) => actual },
  ]);
}
