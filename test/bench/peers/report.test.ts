import type { Measured } from "../../../bench/peers/measured";
import { reportOf } from "../../../bench/peers/report";

const cost = (seconds: number) => ({ seconds, requests: 10 });
const measured = (peer: string, seconds: number, more: Partial<Measured> = {}): Measured => ({
  ...{ peer, vnfs: 4 },
  create: { ...cost(seconds), serving: seconds },
  again: { ...cost(seconds), changed: [] },
  preview: undefined,
  drift: undefined,
  change: { ...cost(seconds), serving: seconds, outage: 0, replaced: 4 },
  destroy: { ...cost(seconds), left: [] },
  killed: { left: [] },
  ...more,
});

describe("the report of a comparison with other tools", () => {
  it("has the time of ours divided by the time of the other, and a dash for what a tool can't do", () => {
    const text = reportOf([
      measured("ours", 30, { preview: { ...cost(3), said: "12 unchanged" } }),
      measured("other", 20),
    ]);
    expect(text).toMatch(/│ other +│ 4 +│ 1\.50 +│ 1\.50 +│ 1\.50 +│ - +│ - +│ 1\.50 +│ 1\.50 +│/);
  });

  it("says what a second creation, a change and a kill did", () => {
    const text = reportOf([
      measured("ours", 30, {
        again: { ...cost(1), changed: ["port a changed"] },
        change: { ...cost(1), serving: 1, outage: 12_340, replaced: 3 },
        killed: { error: "409 Conflict", left: ["port b created"] },
      }),
    ]).replace(/[│\s]+/g, " ");
    expect(text).toContain("changes 1:");
    expect(text).toContain("3 of 4");
    expect(text).toContain("12.3 s");
    expect(text).toContain("409");
  });
});
