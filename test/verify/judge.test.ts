import { judge } from "../../verify/judge";
import { ailments, expectation, goodEvidence } from "./evidence";

describe("the judge of evidence", () => {
  it("finds no fault in a healthy VNF", () => {
    expect(judge(goodEvidence(), expectation)).toEqual([]);
  });

  it("finds no fault in a VNF whose second VF is the active one", () => {
    const evidence = goodEvidence();
    for (const slave of evidence.bond.slaves) {
      slave.active = !slave.active;
    }
    expect(judge(evidence, expectation)).toEqual([]);
  });

  it.each(ailments)(
    "says in one sentence that %s, naming the VNF, the expected and the seen",
    (_, change, says) => {
      expect(judge(change(goodEvidence()), expectation).map(({ sentence }) => sentence)).toEqual([
        expect.stringMatching(/^VNF "cpnr-dns-1": .*\.$/),
      ]);
      expect(judge(change(goodEvidence()), expectation)[0]?.sentence).toContain(says);
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
    expect(judge(evidence, expectation).map(({ check }) => check)).toEqual(["mode", "addresses", "gateway"]);
  });

  it("asks for the IPv6 default route where the gateway is one of IPv6", () => {
    const ipv6 = { ...expectation, addresses: ["2001:db8::10/64"], gateway: "2001:db8::1" };
    const faults = judge(goodEvidence(), ipv6).map(({ check }) => check);
    expect(faults).toEqual(["addresses", "default route", "gateway"]);
  });
});
