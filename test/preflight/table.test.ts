import { preflightTable } from "../../preflight/table";

describe("The table of preflight", () => {
  const table = preflightTable([
    { check: "image", subject: "a", verdict: "pass", actual: "The image is active." },
    { check: "NUMA nodes", subject: "b", verdict: "not checked", actual: "No API reports it." },
    { check: "VLAN", subject: "c", verdict: "fail", actual: "It is used." },
    { check: "rights", subject: "d", verdict: "warning", actual: "It may be refused." },
  ]);

  it("shows faults first, then warnings, checks that were not made, and passed checks", () => {
    expect(table).toMatch(/VLAN[\s\S]*rights[\s\S]*NUMA nodes[\s\S]*image/);
  });

  it("counts the verdicts in its last line", () => {
    expect(table.split("\n").at(-1)).toBe("1 fail, 1 warning, 1 not checked, 0 info, 1 pass");
  });
});
