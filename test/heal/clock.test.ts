import { passageBetween, systemClock } from "../../heal/clock";
import { instant } from "./fixtures";

/** The passage from a look that ended at 100 s to one that started and ended later. Looks are 10 s apart. */
const passage = (...[start, end]: Parameters<typeof instant>[0][]) =>
  passageBetween(instant(100), instant(start as number), instant(end as number), 10);

describe("passageBetween", () => {
  it("is continuous if the looks are close together", () => {
    expect(passage(110, 125)).toEqual({ seconds: 25, isContinuous: true });
  });

  it("is not continuous for the first look", () => {
    expect(passageBetween(undefined, instant(1), instant(2), 10)).toEqual({
      seconds: 0,
      isContinuous: false,
    });
  });

  it("is not continuous if nobody looked for more than a few intervals", () => {
    expect(passage(141, 142)).toEqual({ seconds: 42, isContinuous: false });
  });

  it("is not continuous if the look itself took so long that its results are old", () => {
    expect(passage(110, 420)).toMatchObject({ isContinuous: false });
  });

  it("counts no time of another boot, whatever the wall clock says", () => {
    const end = instant(111, { bootId: "2" });
    expect(passageBetween(instant(100), end, end, 10)).toEqual({ seconds: 0, isContinuous: false });
  });

  it.each([
    ["forward", 86_400],
    ["back", -86_400],
  ])(
    "counts time by the monotonic clock if the wall clock jumps %s, and starts the observation again",
    (_, jumpS) => {
      const { wallMs } = instant(111);
      const end = instant(111, { wallMs: wallMs + jumpS * 1000 });
      expect(passageBetween(instant(100), end, end, 10)).toEqual({ seconds: 11, isContinuous: false });
    },
  );

  it("is not continuous if the machine was suspended, and the monotonic clock stood still", () => {
    const end = instant(111, { wallMs: instant(4000).wallMs });
    expect(passageBetween(instant(100), end, end, 10).isContinuous).toBe(false);
  });
});

describe("the system's clock", () => {
  it("has times of one boot, which do not go back", () => {
    const clock = systemClock();
    const [first, second] = [clock(), systemClock()()];
    expect(second.bootId).toBe(first.bootId);
    expect(second.monotonicMs).toBeGreaterThanOrEqual(first.monotonicMs);
  });
});
