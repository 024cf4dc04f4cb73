import { faultsIn, sentenceOf } from "../../report/finding";
import type { Outcome } from "../../verify/check";
import type { Evidence } from "../../verify/evidence";
import type { Expectation } from "../../verify/expectation";
import { judgeVnf } from "../../verify/judge";
import { goodState } from "./cloudState";
import { arpExpectation, expectation, faultyVnfs, goodArpEvidence, goodEvidence } from "./evidence";

/** The kernel's files of a bond that advice may name (bonding.rst, bond_sysfs.c). */
const BONDING_FILES = `
  mode fail_over_mac primary primary_reselect num_grat_arp slaves active_slave mii_status
  miimon updelay downdelay arp_interval arp_ip_target arp_validate
`
  .trim()
  .split(/\s+/);

/** The results of the checks in the guest of a VNF that is healthy in the cloud. */
function judgeGuest(evidence: Evidence, expected: Expectation): Outcome[] {
  const client = { known: goodEvidence().dns };
  const outcomes = judgeVnf({ cloud: goodState(), guest: { known: evidence }, client }, expected);
  const first = outcomes.findIndex(({ check }) => check === "cloud-init");
  return outcomes.slice(first).filter(({ check }) => check !== "DNS from outside");
}

function faults(evidence: Evidence, expected: Expectation): Outcome[] {
  return faultsIn(judgeGuest(evidence, expected));
}

describe("judgeVnf, for the evidence of a guest", () => {
  it("finds no fault in a healthy VNF", () => {
    expect(faults(goodEvidence(), expectation)).toEqual([]);
    expect(faults(goodArpEvidence(), arpExpectation)).toEqual([]);
  });

  it("finds no fault if the second VF is the active slave", () => {
    const evidence = goodEvidence();
    for (const slave of evidence.bond.slaves) {
      slave.active = !slave.active;
    }
    expect(faults(evidence, expectation)).toEqual([]);
  });

  it("accepts NUMA nodes of the guest with the numbers 0 and 2", () => {
    const [first, second] = goodEvidence().numaNodes;
    const numaNodes = [
      { ...first, node: 0 },
      { ...second, node: 2 },
    ];
    expect(faults({ ...goodEvidence(), numaNodes } as Evidence, expectation)).toEqual([]);
  });

  it("accepts two addresses of one network on two NICs", () => {
    const [orchestration, management] = goodEvidence().interfaces;
    const second = { name: "ens6", mac: "fa:16:3e:00:00:05", addresses: ["10.10.10.102"] };
    const both = { ...goodEvidence(), interfaces: [orchestration, management, second] } as Evidence;
    const switched = expectation.switched.map((one) => ({
      ...one,
      addresses: one.addresses.flatMap((held) =>
        one.role === "management" ? [held, { ...held, address: "10.10.10.102" }] : [held],
      ),
    }));
    expect(faults(both, { ...expectation, switched })).toEqual([]);
  });

  it.each(faultyVnfs)(
    "says in one sentence that %s, with subject, expected and actual value",
    (_, expected, evidence, sentence) => {
      const [first, ...more] = faults(evidence, expected).map(sentenceOf);
      expect(first).toMatch(/: expected .*, actual .*\. Read with: .*\. Next: .*\.$/);
      expect(first).toContain(sentence);
      expect(more).toEqual([]);
    },
  );

  it("names only bonding files that the kernel has in its advice", () => {
    const found = faultyVnfs.flatMap(([, expected, evidence]) => faults(evidence, expected));
    const files = found.flatMap(({ advice = "" }) => advice.match(/(?<=bond0\/bonding\/)\S+/g) ?? []);
    const named = files.flatMap((file) => file.replace(/[{}]/g, "").split(","));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !BONDING_FILES.includes(name))).toEqual([]);
  });

  it("says that the bond is missing, and checks no option of a missing bond", () => {
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

  it("says why Day0 did not activate a missing bond", () => {
    const activationError = "cpnr:day0.renderer is netplan, but this guest has no netplan: set it to keyfile";
    const [fault] = faults({ ...goodEvidence(), bond: null, activationError }, expectation);
    expect(fault?.actual).toBe(`missing: ${activationError}`);
  });

  it("says whether the bonding module is missing too", () => {
    const evidence = { ...goodEvidence(), bond: null, bondingModule: false };
    expect(faults(evidence, expectation).map(({ check }) => check)).toEqual(["bonding module", "bond"]);
  });

  it("reports every fault at once, each as its own finding", () => {
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

  it("marks each check without a configured expectation as not checked, with the reason", () => {
    const bond = { ...expectation.bond, gateways: [] };
    const { dns, ...unconfigured } = { ...expectation, pings: [], bond };
    const unchecked = judgeGuest({ ...goodEvidence(), clockSynchronized: null }, unconfigured).filter(
      ({ verdict }) => verdict === "not checked",
    );
    expect(unchecked.map(({ check, actual }) => [check, actual])).toEqual([
      ["ping", "there is no gateway and no other VNF to ping, or cpnr:verification.pingGateways is false"],
      ["DNS from inside", "no DNS name to query is configured (cpnr:verification.dnsName)"],
      ["clock", "the guest has no timedatectl that shows this"],
    ]);
  });

  it("expects no default route on a bond without a gateway, and accepts one on another NIC", () => {
    const bond = { ...expectation.bond, gateways: [] };
    const evidence = {
      ...goodEvidence(),
      preferredRoute: {
        "4": { device: "ens3", gateway: "10.10.10.1" },
        "6": { device: "bond0", gateway: "fe80::1" },
      },
    };
    const routesOf = (preferredRoute: Evidence["preferredRoute"]) =>
      judgeGuest({ ...evidence, preferredRoute }, { ...expectation, bond })
        .filter(({ check }) => check === "default route")
        .map(({ verdict, subject, expected, actual }) => `${verdict}: ${subject} ${expected}, ${actual}`);
    expect(routesOf(evidence.preferredRoute)).toEqual([
      "pass: IPv4 default route not on bond0, which has no IPv4 gateway, via 10.10.10.1 on ens3",
      "fail: IPv6 default route not on bond0, which has no IPv6 gateway, via fe80::1 on bond0",
    ]);
    expect(routesOf({})).toEqual([
      "info: IPv4 default route not on bond0, which has no IPv4 gateway, none",
      "info: IPv6 default route not on bond0, which has no IPv6 gateway, none",
    ]);
  });

  it("reports no missing VF if its MAC address in Neutron is unknown", () => {
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

  it("reports a clock that is not synchronized as info, not as a fault", () => {
    const outcomes = judgeGuest({ ...goodEvidence(), clockSynchronized: false }, expectation);
    expect(outcomes.find(({ check }) => check === "clock")).toMatchObject({
      verdict: "info",
      actual: "not synchronized",
    });
    expect(faultsIn(outcomes)).toEqual([]);
  });

  it("shows the MTU as info if none is configured", () => {
    const { mtu, ...bond } = expectation.bond;
    const evidence = goodEvidence();
    evidence.bond.mtu = 1500;
    const outcomes = judgeGuest(evidence, { ...expectation, bond });
    expect(faultsIn(outcomes)).toEqual([]);
    expect(outcomes.find(({ check }) => check === "MTU")).toMatchObject({ verdict: "info", actual: "1500" });
  });
});
