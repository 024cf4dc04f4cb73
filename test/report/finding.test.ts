import { type Finding, sentenceOf } from "../../report/finding";
import { junit } from "../../report/junit";

const finding: Finding = {
  check: "mode",
  subject: "mode of bond0\x1b[2J",
  verdict: "fail",
  expected: "active-backup\u202e",
  actual: `balance-rr\r\n\x9b${"x".repeat(2_000_000)}`,
  advice: "Next: \x07.",
};

describe("a finding with text of a hostile guest", () => {
  it("is a short sentence without control characters", () => {
    const sentence = sentenceOf(finding);
    expect(sentence).not.toMatch(/\p{Cc}|\p{Cf}/u);
    expect(sentence.length).toBeLessThan(5000);
    expect(sentence).toContain(
      "mode of bond0\\x1b[2J: expected active-backup\\u{202e}, actual balance-rr\\r\\n\\x9bxxx",
    );
    expect(sentence).toMatch(/… *\. Next: \\x07\.$/);
  });

  it.each(["fail", "not checked", "pass"] as const)("is short JUnit XML that can be read: %s", (verdict) => {
    const xml = junit({ "dns-1": [{ ...finding, verdict }] });
    expect(xml).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
    expect(xml.length).toBeLessThan(10_000);
    expect(xml).toContain("mode of bond0\\x1b[2J");
  });
});
