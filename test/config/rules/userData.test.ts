import { brokenRules } from "../../../config/rules";
import { settingsOf } from "../../settings";
import { faultsOf } from "../faults";
import { changed, fullConfig } from "../full";

/** The lab-like configuration with a part of so many characters. */
const withPart = (length: number, character = "x") =>
  changed(fullConfig(), ({ day0 }) => {
    const content = `#!/bin/sh\n# ${character.repeat(length)}\n`;
    day0.extraParts.push({ filename: "long.sh", contentType: "text/x-shellscript", content });
  });

const bytesTold = (length: number) =>
  Number(/has (\d+) bytes/.exec(faultsOf(withPart(length))[0]?.sentence ?? "")?.[1]);

describe("the size of a VNF's user data", () => {
  it.each(["lab", "prod"] as const)("is far below Nova's limit in the %s stack", (stack) => {
    expect(brokenRules(settingsOf(stack))).toEqual([]);
  });

  it("is a fault of every VNF before anything is made, if extra parts take it over the limit", () => {
    expect(faultsOf(withPart(60_000))).toEqual(
      [0, 1].map((index) => ({
        path: `vnfs[${index}]`,
        rule: "user-data-size",
        sentence: expect.stringMatching(
          /^has \d+ bytes of user data as base64, and Nova takes 65535: shorten cpnr:day0.extraParts, or have the guest fetch them$/,
        ),
      })),
    );
  });

  it("may be what Nova takes as base64, and not three bytes more", () => {
    const over = 45_000;
    // Base64 makes four characters of three bytes.
    const excess = Math.ceil((bytesTold(over) - 65_535) / 4) * 3;
    expect(faultsOf(withPart(over - excess))).toEqual([]);
    expect(faultsOf(withPart(over - excess + 3)).length).toBeGreaterThan(0);
  });
});
