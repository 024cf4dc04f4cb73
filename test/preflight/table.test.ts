import { preflightTable } from "../../preflight/table";

describe("the table", () => {
  const table = preflightTable([
    { check: "image", subject: "a", verdict: "pass", actual: "It is active." },
    { check: "NUMA nodes", subject: "b", verdict: "not checked", actual: "Nobody tells." },
    { check: "VLAN", subject: "c", verdict: "fail", actual: "It is taken." },
    { check: "rights", subject: "d", verdict: "warning", actual: "It may be refused." },
  ]);

  it("shows faults first, then warnings, what was not checked, and what passed", () => {
    expect(table).toMatch(/VLAN[\s\S]*rights[\s\S]*NUMA nodes[\s\S]*image/);
  });

  it("counts the verdicts in its last line", () => {
    expect(table.split("\n").at(-1)).toBe("1 fail, 1 warning, 1 not checked, 0 info, 1 pass");
  });
});
