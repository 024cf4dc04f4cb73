import fc from "fast-check";
import { rules } from "../../config/rules";
import { validConfig } from "./arbitrary";
import { type Breaker, breakers } from "./breakers";
import { brokenIn } from "./faults";
import { changed } from "./full";

/** Cases of broken rules. */
const numRuns = Number(process.env.CPNR_PROPERTY_RUNS ?? 1_000);

/** Those of `chosen` that fit the configuration and don't get in each other's way. */
function combinable(chosen: readonly Breaker[], raw: unknown): Breaker[] {
  const taken: Breaker[] = [];
  for (const breaker of chosen) {
    const free = taken.every(
      ({ rule, touches }) => rule !== breaker.rule && !touches.some((what) => breaker.touches.includes(what)),
    );
    if (free && (breaker.fits?.(raw) ?? true)) {
      taken.push(breaker);
    }
  }
  return taken;
}

describe("the rules between fields", () => {
  it("each have a breaker", () => {
    expect([...new Set(breakers.map(({ rule }) => rule))].sort()).toEqual(
      rules.map(({ name }) => name).sort(),
    );
  });

  it("find nothing in a valid configuration", () => {
    fc.assert(
      fc.property(validConfig, (raw) => {
        expect(brokenIn(raw)).toEqual([]);
      }),
      { numRuns: numRuns / 10 },
    );
  });

  it("are exactly those reported that one to three breakers break", () => {
    const chosen = fc.uniqueArray(fc.constantFrom(...breakers), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(validConfig, chosen, (valid, some) => {
        const taken = combinable(some, valid);
        fc.pre(taken.length > 0);
        const raw = changed(valid, (copy) => {
          for (const breaker of taken) {
            breaker.break(copy);
          }
        });
        const expected = new Set(taken.flatMap(({ rule, also = [] }) => [rule, ...also]));
        expect(brokenIn(raw)).toEqual([...expected].sort());
      }),
      { numRuns },
    );
  });
});
