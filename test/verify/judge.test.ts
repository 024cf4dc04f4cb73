import { judge } from "../../verify/judge";
import { ailing, arpExpectation, expectation, goodArpEvidence, goodEvidence } from "./evidence";

describe("the judge of evidence", () => {
  it("finds no fault in a healthy VNF", () => {
    expect(judge(goodEvidence(), expectation)).toEqual([]);
    expect(judge(goodArpEvidence(), arpExpectation)).toEqual([]);
  });

  it("finds no fault in a VNF whose second VF is the active one", () => {
    const evidence = goodEvidence();
    for (const slave of evidence.bond.slaves) {
      slave.active = !slave.active;
    }
    expect(judge(evidence, expectation)).toEqual([]);
  });

  it.each(ailing)(
    "says in one sentence that %s, naming the VNF, the expected and the seen",
    (_, expected, evidence, says) => {
      const [sentence, ...more] = judge(evidence, expected).map((fault) => fault.sentence);
      expect(sentence).toMatch(/^VNF "cpnr-dns-1": .*\.$/);
      expect(sentence).toContain(says);
      expect(more).toEqual([]);
    },
  );

  it("says that there is no bond, and nothing about the options of a bond that is not there", () => {
    const faults = judge({ ...goodEvidence(), bond: null }, expectation);
    expect(faults.map(({ check }) => check)).toEqual(["bond"]);
    expect(faults[0]?.sentence).toContain("a bond named bond0 was expected, but the guest has none");
  });

  it("names every fault at once, each in its own sentence", () => {
    const evidence = goodEvidence();
    evidence.bond.mode = "balance-rr";
    evidence.bond.addresses = [];
    evidence.gateways = [];
    expect(judge(evidence, expectation).map(({ check }) => check)).toEqual([
      "mode",
      "addresses",
      "addresses",
      "gateway",
      "gateway",
    ]);
  });

  it("does not ask for gateways' answers, nor for an MTU, where none is expected", () => {
    const { mtu, ...bond } = expectation.bond;
    const evidence = goodEvidence();
    evidence.gateways = [];
    evidence.bond.mtu = 1500;
    expect(judge(evidence, { ...expectation, bond, pingGateways: false })).toEqual([]);
  });

  it("compares addresses and gateways however they were spelled", () => {
    const spelled = {
      addresses: ["172.16.1.10/24", "2001:0DB8:0::0010/64"],
      gateways: ["172.16.1.1", "FE80::0:1"],
    };
    expect(judge(goodEvidence(), { ...expectation, ...spelled })).toEqual([]);
  });
});
