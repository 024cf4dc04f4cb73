import { commonOutage } from "../../bench/commonOutage";

describe("the common outage of several servers", () => {
  it("is the time in which none of them answered", () => {
    const first = [
      { begin: 0, length: 100 },
      { begin: 500, length: 100 },
    ];
    expect(commonOutage([first, [{ begin: 50, length: 500 }]])).toBe(100);
    expect(commonOutage([first, [{ begin: 50, length: 500 }], [{ begin: 90, length: 20 }]])).toBe(10);
  });

  it("is 0 if there is always one that answers", () => {
    expect(commonOutage([[{ begin: 0, length: 100 }], [{ begin: 100, length: 100 }]])).toBe(0);
    expect(commonOutage([[{ begin: 0, length: 100 }], []])).toBe(0);
  });
});
