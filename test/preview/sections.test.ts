import fc from "fast-check";
import { previewComment } from "../../preview/comment";
import { folded, joinSections, list, MAXIMUM_BYTES, summary, table } from "../../preview/sections";
import { modelOf } from "../../preview/verdict";
import { changedEvents, modelOfStream } from "./streams";

const rows = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `- ${index} ${"x".repeat(length)}`);

const COMMENT = () => [
  summary("<!-- marker -->", "**verdict**"),
  table(
    "Changes",
    ["operation", "resource"],
    [
      ["replace", "server"],
      ["update", "port"],
    ],
  ),
  folded("Details", list("", rows(100, 700))),
  summary("", "footer"),
];

describe("a comment that is too long", () => {
  it("of 70,000 characters of details is shorter than GitHub's limit, and says how much is left out", () => {
    const text = joinSections(COMMENT());
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAXIMUM_BYTES);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MAXIMUM_BYTES - 1500);
    const shown = text.match(/^- \d+ x/gm)?.length ?? 0;
    expect(text).toContain(
      `- … ${100 - shown} more left out, because a comment has at most 65,535 characters`,
    );
    expect(text).toMatch(/^<!-- marker -->\n\*\*verdict\*\*\n/);
    expect(text).toContain("| update | port |");
    expect(text).toMatch(/<\/details>\n\nfooter\n$/);
  });

  it("is whole if it has exactly the maximum, and is cut if it has one byte more", () => {
    const size = Buffer.byteLength(joinSections(COMMENT(), Number.MAX_SAFE_INTEGER));
    expect(joinSections(COMMENT(), size)).not.toContain("left out");
    expect(joinSections(COMMENT(), size - 1)).toContain("left out");
  });

  it("loses its details first, then its lists, and never its summary", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 80_000 }), fc.nat(80), fc.nat(80), (maximum, many, more) => {
        const text = joinSections(
          [
            summary("<!-- marker -->", "verdict"),
            list("List", rows(many, 500)),
            folded("Details", list("", rows(more, 500))),
            summary("footer"),
          ],
          maximum,
        );
        const [listed = "", details = ""] = text.split("<details>");
        const shown = (part: string) => part.match(/^- \d+ x/gm)?.length ?? 0;
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maximum);
        expect(text).toMatch(/^<!-- marker -->\nverdict\n/);
        expect(text).toMatch(/footer\n$/);
        expect(shown(listed) === many || shown(details) === 0).toBe(true);
      }),
    );
  });

  it("counts bytes, because a character can have four", () => {
    const text = joinSections([summary("m"), list("L", Array(10_000).fill("- 🦊🦊🦊"))]);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAXIMUM_BYTES);
  });

  it("has its marker and its verdict with 300 VNFs that are all replaced", () => {
    const events = changedEvents("miimon", (steps) => {
      const original = structuredClone(steps);
      for (let number = 2; number <= 300; number += 1) {
        const renamed = JSON.stringify(original).replaceAll("cpnr-dns-1", `cpnr-dns-${number}`);
        steps.push(...JSON.parse(renamed).filter(({ urn }: { urn: string }) => urn.includes("CpnrVnf")));
      }
    });
    const text = previewComment(modelOf(events), { stack: "lab" });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAXIMUM_BYTES);
    expect(text).toMatch(
      /^<!-- cpnr-preview stack=lab -->\n\*\*Stack `lab`: the DNS service of 300 of 300 VNFs is interrupted\.\*\*/,
    );
    expect(text).toMatch(/No policy pack ran\.\n$/);
  });

  it("has no section without rows", () => {
    expect(joinSections([summary("m"), list("Errors", []), folded("Details", list("", []))])).toBe("m\n");
    expect(previewComment(modelOfStream("same"), { stack: "lab" })).not.toContain("**Changes**");
  });
});
