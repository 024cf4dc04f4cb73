import { sentences } from "../../components/bondVerification";
import { expectation, goodEvidence } from "../verify/evidence";

describe("what a failed probe's error means", () => {
  it("is a sentence for each fault that the evidence in it shows", () => {
    const evidence = goodEvidence();
    evidence.bond.mode = "balance-rr";
    evidence.bond.addresses = [];
    const error = `Process exited with status 1: running "…":\n${JSON.stringify(evidence)}\n`;
    const begins = (text: string) =>
      expect.stringMatching(new RegExp(`^VNF "cpnr-dns-1": ${text}\\. Asked: `));
    expect(sentences(error, expectation, "10.10.10.101")).toEqual([
      begins("the bond's mode was expected to be active-backup, but is balance-rr"),
      begins("bond0 was expected to hold 172.16.1.10/24, but holds no address"),
      begins("bond0 was expected to hold 2001:db8::10/64, but holds no address"),
    ]);
  });

  it("is, without evidence, what was seen last, and where to look", () => {
    const error = "after 60 failed attempts: dial tcp 10.10.10.101:22: connect: no route to host";
    expect(sentences(error, expectation, "10.10.10.101")).toEqual([
      expect.stringMatching(
        /^VNF "cpnr-dns-1": no evidence .* over SSH from 10\.10\.10\.101; last seen: .*no route to host\. Look at/,
      ),
    ]);
  });
});
