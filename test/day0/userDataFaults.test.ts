import { checkSettings } from "../../config/load";
import { userDataFaults } from "../../day0/userDataFaults";
import { rawConfig, settingsOf } from "../settings";

describe("the size of a VNF's user data", () => {
  it.each(["lab", "prod"] as const)("is far below Nova's limit in the %s stack", (stack) => {
    expect(userDataFaults(settingsOf(stack))).toEqual([]);
  });

  it("is a fault before anything is made, if extra parts take it over the limit", () => {
    const raw = rawConfig("lab") as { day0: object };
    const content = `#!/bin/sh\n# ${"x".repeat(60_000)}\n`;
    const extraParts = [{ filename: "long.sh", contentType: "text/x-shellscript", content }];
    expect(userDataFaults(checkSettings({ ...raw, day0: { ...raw.day0, extraParts } }))).toEqual([
      {
        path: "vnfs[0]",
        rule: "user-data-size",
        sentence: expect.stringMatching(
          /^has \d+ bytes of user data as base64, and Nova takes 65535: shorten/,
        ),
      },
    ]);
  });
});
