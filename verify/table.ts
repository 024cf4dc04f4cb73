import { findingsTable } from "../report/table";
import type { Outcome } from "./check";

/** Formats the results of a VNF's checks as a table. */
export function outcomeTable(vnf: string, outcomes: readonly Outcome[]): string {
  const table = findingsTable(outcomes, [
    { head: "check", cell: ({ check }) => check },
    { head: "subject", width: 40, cell: ({ subject }) => subject },
    { head: "expected", width: 30, cell: ({ expected = "" }) => expected },
    {
      head: "actual",
      width: 60,
      cell: ({ actual, advice }) => (advice === undefined ? actual : `${actual}. ${advice}`),
    },
  ]);
  return `${vnf}\n${table}`;
}
