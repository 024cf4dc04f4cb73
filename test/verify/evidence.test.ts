import { parseEvidence } from "../../verify/evidence";
import { goodEvidence } from "./evidence";

describe("parseEvidence", () => {
  it("finds the document between other lines", () => {
    expect(parseEvidence(`banner\n${JSON.stringify(goodEvidence())}\nProcess exited\n`)).toEqual(
      goodEvidence(),
    );
  });

  it.each([
    ["", "it is empty"],
    ["bash: python3: command not found", "command not found"],
    ['{"hostname": 5}', "hostname"],
    ['{"hostname": "a"', "hostname"],
  ])("says what it saw instead of evidence: %j", (output, seen) => {
    expect(() => parseEvidence(output)).toThrow(seen);
  });
});
