import { parseEvidence } from "../../verify/evidence";
import { goodEvidence } from "./evidence";

describe("parseEvidence", () => {
  it("finds the evidence between other lines", () => {
    expect(parseEvidence(`banner\n${JSON.stringify(goodEvidence())}\nProcess exited\n`)).toEqual(
      goodEvidence(),
    );
  });

  it.each([
    ["", "it is empty"],
    ["bash: python3: command not found", "command not found"],
    ['{"hostname": 5}', "hostname"],
    ['{"hostname": "a"', "hostname"],
  ])("quotes output that is not evidence: %j", (output, message) => {
    expect(() => parseEvidence(output)).toThrow(message);
  });
});
