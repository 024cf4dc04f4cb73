import { preflightTable } from "../../preflight/table";

describe("the table", () => {
  const table = preflightTable([
    { name: "image", about: "a", verdict: "pass", detail: "It is active." },
    { name: "NUMA nodes", about: "b", verdict: "not checked", detail: "Nobody tells." },
    { name: "VLAN", about: "c", verdict: "fail", detail: "It is taken." },
    { name: "rights", about: "d", verdict: "warning", detail: "It may be refused." },
  ]);

  it("shows faults first, then warnings, what was not checked, and what passed", () => {
    expect(table).toMatch(/VLAN[\s\S]*rights[\s\S]*NUMA nodes[\s\S]*image/);
  });

  it("counts the verdicts in its last line", () => {
    expect(table.split("\n").at(-1)).toBe("1 fail, 1 warning, 1 not checked, 1 pass");
  });
});
