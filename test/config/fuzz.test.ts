import fc from "fast-check";
import { parse } from "yaml";
import { ConfigError } from "../../config/configError";
import { fields } from "../../config/document";
import { readPlan } from "../../config/readPlan";
import { checkSettings } from "../../config/settings";
import { fullConfig, type Raw } from "./full";

const numRuns = Number(process.env.CPNR_PROPERTY_RUNS ?? 1_000);

/** Runs `check` and lets it throw a ConfigError, whose message must be made too. */
function answer(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    expect(error.faults.length).toBeGreaterThan(0);
  }
}

/** Texts as values below `cpnr:`. */
function below(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`cpnr:${key}`, text]));
}

const anything = fc.oneof(
  fc.anything({
    maxDepth: 2,
    maxKeys: 3,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
  }),
  fc.jsonValue(),
  fc.constantFrom(
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    "",
    "\0",
    "__proto__",
    JSON.parse('{"__proto__": {"name": 1}}'),
  ),
  fc.constantFrom(...fields().map(({ path }) => path.split(".").at(-1) as string)),
  fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6()),
  fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(200)).map(([address, length]) => `${address}/${length}`),
);

/** A full configuration in which anything stands at one to three places, under the name there or, in an object, another. */
const disturbed = fc
  .array(fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), fc.option(fc.string()), anything), {
    minLength: 1,
    maxLength: 3,
  })
  .map((disturbances) => {
    const raw = fullConfig();
    for (const [turns, name, value] of disturbances) {
      let at: Raw = raw;
      let key: string | undefined;
      for (const turn of turns) {
        const below = key === undefined ? at : at[key];
        const keys = typeof below === "object" && below !== null ? Object.keys(below) : [];
        if (keys.length === 0) {
          break;
        }
        at = below;
        key = keys[turn % keys.length];
      }
      const target = Array.isArray(at) ? key : (name ?? key);
      at[target as string] = value;
    }
    return raw;
  });

describe("a configuration of any kind", () => {
  it.each([
    ["any value", anything],
    ["a configuration with something else in places", disturbed],
  ])("is answered by settings or a ConfigError: %s", (_, values) => {
    fc.assert(
      fc.property(values, (raw) => answer(() => checkSettings(raw))),
      { numRuns },
    );
  });

  it("is answered by settings or a ConfigError: any text below any key", () => {
    const texts = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("vnfs", "bond", "keys")),
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => text.slice(1)),
      ),
    );
    fc.assert(
      fc.property(texts, (texts) => answer(() => readPlan({ values: below(texts), encrypted: new Set() }))),
      { numRuns },
    );
  });

  it.each([
    "vnfs: &vnfs [*vnfs]",
    "bond: &bond {linkMonitor: *bond}",
    "&all {image: *all}",
    "~",
    "- 1",
    "1e999",
  ])("is answered by a ConfigError: the YAML %j", (text) => {
    expect(() => checkSettings(parse(text))).toThrow(ConfigError);
  });
});
