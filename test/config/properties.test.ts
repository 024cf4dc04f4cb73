import fc from "fast-check";
import { rules } from "../../config/rules";
import { validConfig } from "./arbitrary";
import { type Breaker, breakers } from "./breakers";
import { brokenRuleNames } from "./faults";
import { changed } from "./full";

/** Number of test cases. */
const numRuns = Number(process.env.CPNR_PROPERTY_RUNS ?? 1_000);

/** Selects the breakers that fit the configuration and do not change the same part of it. */
function selectCombinable(chosen: readonly Breaker[], raw: unknown): Breaker[] {
  const selected: Breaker[] = [];
  for (const breaker of chosen) {
    const isIndependent = selected.every(
      ({ rule, touches }) => rule !== breaker.rule && !touches.some((part) => breaker.touches.includes(part)),
    );
    if (isIndependent && (breaker.fits?.(raw) ?? true)) {
      selected.push(breaker);
    }
  }
  return selected;
}

describe("The rules between fields", () => {
  it("have at least one breaker each", () => {
    expect([...new Set(breakers.map(({ rule }) => rule))].sort()).toEqual(
      rules.map(({ name }) => name).sort(),
    );
  });

  it("find no fault in a valid configuration", () => {
    fc.assert(
      fc.property(validConfig, (raw) => {
        expect(brokenRuleNames(raw)).toEqual([]);
      }),
      { numRuns: numRuns / 10 },
    );
  });

  it("report exactly the rules that one to three breakers break", () => {
    const chosen = fc.uniqueArray(fc.constantFrom(...breakers), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(validConfig, chosen, (valid, some) => {
        const selected = selectCombinable(some, valid);
        fc.pre(selected.length > 0);
        const raw = changed(valid, (copy) => {
          for (const breaker of selected) {
            breaker.break(copy);
          }
        });
        const expected = new Set(selected.flatMap(({ rule, also = [] }) => [rule, ...also]));
        expect(brokenRuleNames(raw)).toEqual([...expected].sort());
      }),
      { numRuns },
    );
  });
});
