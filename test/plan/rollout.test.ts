import { describeOrder, predecessorsOf, type Rollout } from "../../plan/rollout";

const FOUR = ["a", "b", "c", "d"];

/** What each VNF waits for if these exist already. */
function predecessors(existing: string[], rollout: Partial<Rollout> = {}) {
  const newNames = FOUR.filter((name) => !existing.includes(name));
  const all = predecessorsOf(FOUR, newNames, { canary: false, maxUnavailable: 1, ...rollout });
  return Object.fromEntries(all);
}

describe("The order of a rollout", () => {
  it("makes new VNFs at the same time", () => {
    expect(predecessors([])).toEqual({ a: [], b: [], c: [], d: [] });
  });

  it("makes one new VNF before the others, with a canary", () => {
    expect(predecessors([], { canary: true })).toEqual({ a: [], b: ["a"], c: ["a"], d: ["a"] });
  });

  it("replaces existing VNFs one after the other", () => {
    expect(predecessors(FOUR)).toEqual({ a: [], b: ["a"], c: ["a", "b"], d: ["a", "b", "c"] });
  });

  it("lets as many VNFs be replaced at the same time as may be unavailable", () => {
    expect(predecessors(FOUR, { maxUnavailable: 2 })).toEqual({ a: [], b: [], c: ["a"], d: ["a", "b"] });
  });

  it("replaces one VNF alone before as many as may be unavailable, with a canary", () => {
    const rollout = { maxUnavailable: 2, canary: true };
    expect(predecessors(FOUR, rollout)).toEqual({ a: [], b: ["a"], c: ["a"], d: ["a", "b"] });
  });

  it("replaces a VNF only after the verification of every new one before it, which shows that the change works", () => {
    expect(predecessors(["c", "d"])).toEqual({ a: [], b: [], c: ["a", "b"], d: ["a", "b", "c"] });
  });

  it("makes new VNFs beside a replacement: they serve nobody yet", () => {
    expect(predecessors(["a", "b"])).toEqual({ a: [], b: ["a"], c: [], d: [] });
  });

  it("lets no two VNFs wait for each other, whichever exist", () => {
    for (let mask = 0; mask < 16; mask += 1) {
      const existing = FOUR.filter((_, index) => mask & (1 << index));
      for (const canary of [true, false]) {
        for (const maxUnavailable of [1, 2, 3, 9]) {
          const found = predecessors(existing, { canary, maxUnavailable });
          for (const [name, before] of Object.entries(found)) {
            expect(before.every((other) => other < name)).toBe(true);
          }
        }
      }
    }
  });

  it.each([1, 2, 3])("never has more than %i of the existing VNFs unavailable", (maxUnavailable) => {
    for (const canary of [true, false]) {
      const found = predecessors(FOUR, { canary, maxUnavailable });
      // Those that need not wait for each other are unavailable at the same time, at worst.
      for (const [index, name] of FOUR.entries()) {
        const waited = found[name]?.length ?? 0;
        expect(index + 1 - waited).toBeLessThanOrEqual(maxUnavailable);
      }
    }
  });
});

describe("The description of the order", () => {
  const describe = (existing: string[], rollout: Partial<Rollout> = {}) =>
    describeOrder(new Map(Object.entries(predecessors(existing, rollout))));

  it("names what is done at the same time, and what comes after it", () => {
    expect(describe([], { canary: true })).toBe(
      "Order of the VNFs, each step after the verification of the steps before it: a, then b, c and d.",
    );
  });

  it("says that all are made or changed at the same time", () => {
    expect(describe([])).toBe("The VNFs are made or changed at the same time: a, b, c and d.");
  });

  it("is empty for one VNF", () => {
    expect(describeOrder(new Map([["a", []]]))).toBeUndefined();
  });
});
