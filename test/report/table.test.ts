import type { Finding } from "../../report/finding";
import { findingsTable } from "../../report/table";

const COLUMNS = [
  { head: "subject", width: 40, cell: ({ subject }: Finding) => subject },
  { head: "actual", width: 60, cell: ({ actual }: Finding) => actual },
];

function findings(count: number, actual: string, verdict: Finding["verdict"] = "pass"): Finding[] {
  return Array.from({ length: count }, (_, index) => ({
    check: "slaves",
    subject: `slave ${index}`,
    verdict,
    actual,
  }));
}

describe("a table of findings", () => {
  it("shows control characters of a guest's text, and sends none to the terminal", () => {
    const table = findingsTable(findings(1, "\x1b[2J\x9b\u202eup\nup"), COLUMNS);
    expect(table).toContain("\\x1b[2J\\x9b\\u{202e}up\\nup");
    expect(table).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
  });

  it("cuts a long cell", () => {
    const table = findingsTable(findings(1, "word ".repeat(100_000)), COLUMNS);
    expect(table.length).toBeLessThan(10_000);
    expect(table).toContain("…");
  });

  it("shows a limited number of rows, the faults first, and the number of the others", () => {
    const table = findingsTable([...findings(1152, "up"), ...findings(1, "down", "fail")], COLUMNS);
    expect(table).toContain("│ fail");
    expect(table).toMatch(/\n… and 153 more\n1 fail, 0 warning, 0 not checked, 0 info, 1152 pass$/);
  });

  it("is made in seconds from 2 MB of a guest's text", () => {
    const begun = performance.now();
    findingsTable(findings(20_000, "word ".repeat(20)), COLUMNS);
    findingsTable(findings(1, "word ".repeat(400_000)), COLUMNS);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
