import { findRuleFaults } from "../../../config/rules";
import { settingsOf } from "../../settings";
import { faultsOf } from "../faults";
import { changed, fullConfig } from "../full";

/** The full configuration with an extra part that has `length` characters. */
const withPart = (length: number, character = "x") =>
  changed(fullConfig(), ({ day0 }) => {
    const content = `#!/bin/sh\n# ${character.repeat(length)}\n`;
    day0.extraParts.push({ filename: "long.sh", contentType: "text/x-shellscript", content });
  });

const reportedBytes = (length: number) =>
  Number(/has (\d+) bytes/.exec(faultsOf(withPart(length))[0]?.sentence ?? "")?.[1]);

describe("The size of a VNF's user data", () => {
  it.each(["lab", "prod"] as const)("is below Nova's limit in the stack %s", (stack) => {
    expect(findRuleFaults(settingsOf(stack))).toEqual([]);
  });

  it("is a fault of each VNF if extra parts exceed the limit", () => {
    expect(faultsOf(withPart(60_000))).toEqual(
      [0, 1].map((index) => ({
        path: `vnfs[${index}]`,
        rule: "user-data-size",
        sentence: expect.stringMatching(
          /^has \d+ bytes of user data as base64, but Nova accepts at most 65535: shorten cpnr:day0.extraParts, or let the guest download them$/,
        ),
      })),
    );
  });

  it("can be exactly Nova's limit in base64, but not three bytes more", () => {
    const over = 45_000;
    // Base64 makes four characters of three bytes.
    const excess = Math.ceil((reportedBytes(over) - 65_535) / 4) * 3;
    expect(faultsOf(withPart(over - excess))).toEqual([]);
    expect(faultsOf(withPart(over - excess + 3)).length).toBeGreaterThan(0);
  });
});
