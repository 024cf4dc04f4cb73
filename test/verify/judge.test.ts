import { faultsIn, sentenceOf } from "../../report/finding";
import type { Outcome } from "../../verify/check";
import type { Evidence } from "../../verify/evidence";
import type { Expectation } from "../../verify/expectation";
import { judgeVnf } from "../../verify/judge";
import { goodState } from "./cloudState";
import { ailing, arpExpectation, expectation, goodArpEvidence, goodEvidence } from "./evidence";

/** Those of the kernel's files about a bond that verification may send somebody to (bonding.rst, bond_sysfs.c). */
const BONDING_FILES = `
  mode fail_over_mac primary primary_reselect num_grat_arp slaves active_slave mii_status
  miimon updelay downdelay arp_interval arp_ip_target arp_validate
`
  .trim()
  .split(/\s+/);

/** What is found in the guest of a VNF that is well otherwise. */
function judgeGuest(evidence: Evidence, expected: Expectation): Outcome[] {
  const client = { known: goodEvidence().dns };
  const outcomes = judgeVnf({ cloud: goodState(), guest: { known: evidence }, client }, expected);
  const first = outcomes.findIndex(({ check }) => check === "cloud-init");
  return outcomes.slice(first).filter(({ check }) => check !== "DNS from outside");
}

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
    "says in one sentence that %s, naming the subject, the expected and the actual",
    (_, expected, evidence, says) => {
      const [said, ...more] = faults(evidence, expected).map(sentenceOf);
      expect(said).toMatch(/: expected .*, actual .*\. Read with: .*\. Next: .*\.$/);
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

  it("says that there is no bond, and checks nothing of a bond that is missing", () => {
    const outcomes = judgeGuest({ ...goodEvidence(), bond: null }, expectation);
    expect(faultsIn(outcomes).map(({ check }) => check)).toEqual(["bond"]);
    expect(faultsIn(outcomes)[0]).toMatchObject({
      subject: "bond0 in the guest",
      expected: "exists",
      actual: "missing",
    });
    expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
      verdict: "not checked",
      actual: "the guest has no such bond",
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

  it("passes nothing over: what nobody asked for is not checked, and says why", () => {
    const bond = { ...expectation.bond, gateways: [] };
    const { dns, ...nothingAsked } = { ...expectation, pings: [], bond };
    const notAsked = judgeGuest({ ...goodEvidence(), clockSynchronized: null }, nothingAsked).filter(
      ({ verdict }) => verdict === "not checked",
    );
    expect(notAsked.map(({ check, actual }) => [check, actual])).toEqual([
      ["default route", "no gateway is configured (cpnr:vnfs[].bond.gateways)"],
      ["ping", "none is sent (cpnr:verification.pingGateways)"],
      ["DNS from inside", "no name to ask for is configured (cpnr:verification.dnsName)"],
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
    expect(outcomes.filter(({ verdict }) => verdict === "not checked").map(({ check }) => check)).toEqual([
      "slaves",
      "slaves",
      "primary",
    ]);
  });

  it("tells that a clock is not synchronized, and calls it no fault", () => {
    const outcomes = judgeGuest({ ...goodEvidence(), clockSynchronized: false }, expectation);
    expect(outcomes.find(({ check }) => check === "clock")).toMatchObject({
      verdict: "info",
      actual: "not synchronized",
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
