import { guestSentences, outsideSentences } from "../../components/bondVerification";
import { judgeOutside } from "../../verify/judge";
import { outcomesLine } from "../../verify/outside";
import { goodState } from "../verify/cloudState";
import { expectation, goodEvidence } from "../verify/evidence";

describe("what a failed probe's error means", () => {
  it("is a sentence for each fault that the evidence in it shows", () => {
    const evidence = goodEvidence();
    evidence.bond.mode = "balance-rr";
    evidence.bond.addresses = [];
    const error = `Process exited with status 1: running "…":\n${JSON.stringify(evidence)}\n`;
    const begins = (text: string) =>
      expect.stringMatching(new RegExp(`^VNF "cpnr-dns-1": ${text}\\. Asked: `));
    expect(guestSentences(error, expectation, "10.10.10.101")).toEqual([
      begins("the bond's mode was expected to be active-backup, but is balance-rr"),
      begins("bond0 was expected to hold 172.16.1.10/24, but holds no address"),
      begins("bond0 was expected to hold 2001:db8::10/64, but holds no address"),
    ]);
  });

  it("is, without evidence, what was seen last, and where to look", () => {
    const error = "after 60 failed attempts: dial tcp 10.10.10.101:22: connect: no route to host";
    expect(guestSentences(error, expectation, "10.10.10.101")).toEqual([
      expect.stringMatching(
        /^VNF "cpnr-dns-1": no evidence .* over SSH from 10\.10\.10\.101; last seen: .*no route to host\. Look at/,
      ),
    ]);
  });
});

describe("what the error of the command that asks outside means", () => {
  it("is a sentence for each fault that the cloud shows", () => {
    const cloud = goodState();
    Object.assign(cloud.ports.seen[3] as object, { vlan: 105 });
    const client = { unseen: "nobody asks" };
    const error = `exit status 1: running "node":\n${outcomesLine(judgeOutside({ cloud, client }, expectation))}\n`;
    expect(outsideSentences(error, expectation)).toEqual([
      expect.stringMatching(
        /^VNF "cpnr-dns-1": port sriov-2's VLAN was expected to be 102, but is 105\. Asked: /,
      ),
    ]);
  });

  it("is its last words where the cloud could not be asked", () => {
    expect(outsideSentences("exit status 1\nhttp://cloud can't be reached.", expectation)).toEqual([
      'VNF "cpnr-dns-1": the cloud could not be asked: http://cloud can\'t be reached.',
    ]);
  });
});
