import fc from "fast-check";
import { parse } from "yaml";
import { ConfigError } from "../../config/configError";
import { listFields } from "../../config/document";
import { readPlan } from "../../config/readPlan";
import { checkSettings } from "../../config/settings";
import { fullConfig, type Raw } from "./full";

const numRuns = Number(process.env.CPNR_PROPERTY_RUNS ?? 1_000);

/** Runs `check`. It may throw a ConfigError with at least one fault, but no other error. */
function allowConfigError(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    expect(error.faults.length).toBeGreaterThan(0);
  }
}

/** Adds the namespace `cpnr:` to the keys. */
function addNamespace(texts: Readonly<Record<string, string>>): Record<string, string> {
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
  fc.constantFrom(...listFields().map(({ path }) => path.split(".").at(-1) as string)),
  fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6()),
  fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(200)).map(([address, length]) => `${address}/${length}`),
);

/** A full configuration in which one to three values are replaced or, in an object, added under any name. */
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

describe("An arbitrary configuration", () => {
  it.each([
    ["any value", anything],
    ["a configuration with wrong values", disturbed],
  ])("results in settings or a ConfigError: %s", (_, values) => {
    fc.assert(
      fc.property(values, (raw) => allowConfigError(() => checkSettings(raw))),
      { numRuns },
    );
  });

  it("results in settings or a ConfigError: any text below any key", () => {
    const texts = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("vnfs", "bond", "keys")),
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => text.slice(1)),
      ),
    );
    fc.assert(
      fc.property(texts, (texts) =>
        allowConfigError(() => readPlan({ values: addNamespace(texts), encrypted: new Set() })),
      ),
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
  ])("results in a ConfigError: the YAML %j", (text) => {
    expect(() => checkSettings(parse(text))).toThrow(ConfigError);
  });
});
