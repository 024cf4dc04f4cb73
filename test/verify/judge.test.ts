import type { Evidence } from "../../verify/evidence";
import type { Expectation } from "../../verify/expectation";
import { judgeGuest } from "../../verify/judge";
import { faultsIn, type Outcome, sentence } from "../../verify/outcome";
import { ailing, arpExpectation, expectation, goodArpEvidence, goodEvidence } from "./evidence";

/** Those of the kernel's files about a bond that verification may send somebody to (bonding.rst, bond_sysfs.c). */
const BONDING_FILES = `
  mode fail_over_mac primary primary_reselect num_grat_arp slaves active_slave mii_status
  miimon updelay downdelay arp_interval arp_ip_target arp_validate
`
  .trim()
  .split(/\s+/);

function faults(evidence: Evidence, expected: Expectation): Outcome[] {
  return faultsIn(judgeGuest(evidence, expected));
}

describe("the judge of a guest's evidence", () => {
  it("finds no fault in a healthy VNF", () => {
    expect(faults(goodEvidence(), expectation)).toEqual([]);
    expect(faults(goodArpEvidence(), arpExpectation)).toEqual([]);
  });

  it("finds no fault in a VNF whose second VF is the active one", () => {
    const evidence = goodEvidence();
    for (const slave of evidence.bond.slaves) {
      slave.active = !slave.active;
    }
    expect(faults(evidence, expectation)).toEqual([]);
  });

  it.each(ailing)(
    "says in one sentence that %s, naming the VNF, the expected and the seen",
    (_, expected, evidence, says) => {
      const [said, ...more] = faults(evidence, expected).map((fault) => sentence(expected.vnf, fault));
      expect(said).toMatch(/^VNF "cpnr-dns-1": .*\. Asked: .*\. Look next at .*\.$/);
      expect(said).toContain(says);
      expect(more).toEqual([]);
    },
  );

  it("sends nobody to a file that the kernel's bonding does not have", () => {
    const found = ailing.flatMap(([, expected, evidence]) => faults(evidence, expected));
    const files = found.flatMap(({ advice = "" }) => advice.match(/(?<=bond0\/bonding\/)\S+/g) ?? []);
    const named = files.flatMap((file) => file.replace(/[{}]/g, "").split(","));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !BONDING_FILES.includes(name))).toEqual([]);
  });

  it("says that there is no bond, and that nothing can be seen of a bond that is not there", () => {
    const outcomes = judgeGuest({ ...goodEvidence(), bond: null }, expectation);
    expect(faultsIn(outcomes).map(({ check }) => check)).toEqual(["bond"]);
    expect(faultsIn(outcomes)[0]).toMatchObject({
      about: "a bond named bond0",
      expected: "in the guest",
      seen: "it has none",
    });
    expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
      verdict: "not observable",
      seen: "the guest has no such bond",
    });
  });

  it("tells a kernel without the bonding module from one whose bond is missing", () => {
    const evidence = { ...goodEvidence(), bond: null, bondingModule: false };
    expect(faults(evidence, expectation).map(({ check }) => check)).toEqual(["bonding module", "bond"]);
  });

  it("names every fault at once, each in its own sentence", () => {
    const evidence = goodEvidence();
    evidence.bond.mode = "balance-rr";
    evidence.bond.addresses = [];
    evidence.pings = [];
    expect(faults(evidence, expectation).map(({ check }) => check)).toEqual([
      "mode",
      "addresses",
      "addresses",
      "ping",
      "ping",
      "ping",
    ]);
  });

  it("passes nothing over: what nobody asked for is not observable, and says why", () => {
    const bond = { ...expectation.bond, gateways: [] };
    const { dns, ...nothingAsked } = { ...expectation, pings: [], bond };
    const unseen = judgeGuest({ ...goodEvidence(), clockSynchronized: null }, nothingAsked).filter(
      ({ verdict }) => verdict === "not observable",
    );
    expect(unseen.map(({ check, seen }) => [check, seen])).toEqual([
      ["default route", "cpnr:vnfs[].bond.gateways names none"],
      ["ping", "none is asked (cpnr:verification.pingGateways)"],
      ["DNS from inside", "cpnr:verification.dnsName names nothing to ask for"],
      ["clock", "the guest has no timedatectl that tells"],
    ]);
  });

  it("calls no VF missing whose MAC Neutron did not tell", () => {
    const [primary, second] = expectation.members;
    const members = [
      { ...primary, mac: null },
      { ...second, mac: null },
    ] as const;
    const outcomes = judgeGuest(goodEvidence(), { ...expectation, members });
    expect(faultsIn(outcomes)).toEqual([]);
    expect(outcomes.filter(({ verdict }) => verdict === "not observable").map(({ check }) => check)).toEqual([
      "slaves",
      "slaves",
      "primary",
    ]);
  });

  it("tells that a clock is not synchronized, and calls it no fault", () => {
    const outcomes = judgeGuest({ ...goodEvidence(), clockSynchronized: false }, expectation);
    expect(outcomes.find(({ check }) => check === "clock")).toMatchObject({
      verdict: "told",
      seen: "is not",
    });
    expect(faultsIn(outcomes)).toEqual([]);
  });

  it("expects no MTU where none is configured", () => {
    const { mtu, ...bond } = expectation.bond;
    const evidence = goodEvidence();
    evidence.bond.mtu = 1500;
    expect(faults(evidence, { ...expectation, bond })).toEqual([]);
  });
});
