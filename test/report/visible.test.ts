import fc from "fast-check";
import { listed, visible, visibleData, visibleLines } from "../../report/visible";

/** What a terminal obeys or hides. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const anyText = () => fc.string({ unit: "binary", maxLength: 200 });

describe("visible", () => {
  it.each([
    ["an escape sequence of a terminal", "\x1b[2Jmode", "\\x1b[2Jmode"],
    ["a title with its end", "\x1b]0;title\x07", "\\x1b]0;title\\x07"],
    ["a C1 control, which some terminals obey", "\x9b31m", "\\x9b31m"],
    ["line breaks and tabs", "one\r\n\ttwo", "one\\r\\n\\ttwo"],
    ["a bidi override", "ens\u202e4", "ens\\u{202e}4"],
    ["a zero-width space", "bond\u200b0", "bond\\u{200b}0"],
    ["a line separator", "one\u2028two", "one\\u{2028}two"],
    ["a tag character outside the BMP", "a\u{e0041}", "a\\u{e0041}"],
    ["a lone surrogate", "a\ud83d", "a\\u{d83d}"],
  ])("shows %s", (_, text, result) => {
    expect(visible(text)).toBe(result);
  });

  it("leaves a text that is safe as it is, in any script", () => {
    const text = "VNF „dns-1“: 日本語, ελληνικά, 😀 \\x1b …";
    expect(visible(text)).toBe(text);
  });

  it("returns no character that a terminal obeys or hides, and no more than the maximum", () => {
    fc.assert(
      fc.property(anyText(), fc.nat(100), (text, maximum) => {
        const result = visible(text, maximum);
        expect(result).not.toMatch(INVISIBLE);
        expect(result.length).toBeLessThanOrEqual(maximum);
      }),
    );
  });

  it("changes nothing in its own result", () => {
    fc.assert(
      fc.property(anyText(), fc.nat(100), (text, maximum) => {
        const result = visible(text, maximum);
        expect(visible(result, maximum)).toBe(result);
      }),
    );
  });

  it("cuts a long text with …, and cuts no escape in two", () => {
    expect(visible("abcdef", 6)).toBe("abcdef");
    expect(visible("abcdefg", 6)).toBe("abcde…");
    expect(visible("abc\x1bdef", 6)).toBe("abc…");
    expect(visible("abcd😀f", 6)).toBe("abcd…");
  });

  it("takes no longer for a text of 10 MB than for its beginning", () => {
    const text = "\x1b ".repeat(5_000_000);
    const begun = performance.now();
    expect(visible(text)).toHaveLength(1000);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe("visibleLines", () => {
  it("keeps line breaks and tabs, and nothing else that a terminal obeys", () => {
    expect(visibleLines("error:\n\t\x1b[31mred\r")).toBe("error:\n\t\\x1b[31mred\\r");
    fc.assert(
      fc.property(anyText(), (text) =>
        expect(visibleLines(text).replace(/[\n\t]/g, "")).not.toMatch(INVISIBLE),
      ),
    );
  });
});

describe("visibleData", () => {
  it("shows each text in plain data, and changes nothing else", () => {
    const data = { name: "a\x1b", list: [1, null, { of: "\u202e" }], is: true, none: undefined };
    expect(visibleData(data)).toEqual({ ...data, name: "a\\x1b", list: [1, null, { of: "\\u{202e}" }] });
  });

  it("has no key that changes the prototype", () => {
    const data = visibleData(JSON.parse('{"__proto__": {"known": true}}')) as { known?: boolean };
    expect(data.known).toBeUndefined();
  });
});

describe("listed", () => {
  it("shows the first items of a long list, and the number of the others", () => {
    expect(listed([])).toBe("");
    expect(listed(["ens4", "ens5"])).toBe("ens4, ens5");
    const items = Array.from({ length: 173 }, (_, index) => `ens${index}`);
    expect(listed(items)).toMatch(/^ens0, .*, ens19, … and 153 more$/);
  });
});
