import fc from "fast-check";
import type { VnfState } from "../../openstack/vnfState";
import type { Outcome } from "../../verify/check";
import { type Evidence, parseEvidence } from "../../verify/evidence";
import type { Expectation } from "../../verify/expectation";
import { judgeVnf } from "../../verify/judge";
import { goodState } from "./cloudState";
import { expectation, goodEvidence } from "./evidence";

type Good = ReturnType<typeof goodEvidence>;

function judge(evidence: Evidence, cloud: VnfState = goodState(), expected = expectation): Outcome[] {
  return judgeVnf({ cloud, guest: { known: evidence }, client: { known: evidence.dns } }, expected);
}

function findings(check: string, outcomes: readonly Outcome[]) {
  const found = outcomes.filter((outcome) => outcome.check === check);
  return found.map(({ verdict, actual }) => ({ verdict, actual }));
}

/** Evidence without a part: description, change to good evidence, the check that needs the part, and its findings. */
const incomplete: readonly (readonly [
  string,
  (good: Good) => void,
  check: string,
  verdict: string,
  actual: string,
])[] = [
  [
    "a bond without slaves",
    (good) => Object.assign(good.bond, { slaves: [] }),
    "slave links",
    "fail",
    "the bond has no slaves",
  ],
  [
    "an active slave that is none of the slaves",
    (good) =>
      Object.assign(good.bond, { slaves: good.bond.slaves.map((slave) => ({ ...slave, active: false })) }),
    "active slave",
    "fail",
    "none",
  ],
  [
    "a VF without a NUMA node, as libvirt shows it without PCI bridges on the nodes",
    (good) => {
      for (const slave of good.bond.slaves) {
        Object.assign(slave, { numaNode: -1 });
      }
    },
    "VF NUMA nodes in the guest",
    "not checked",
    "the guest does not show the NUMA nodes of two VFs",
  ],
  [
    "a bond without an MTU",
    (good) => Object.assign(good.bond, { mtu: null }),
    "MTU",
    "not checked",
    "the guest does not show it",
  ],
  [
    "a ping that was not sent",
    (good) => Object.assign(good, { pings: [] }),
    "ping",
    "fail",
    "the guest sent no ping",
  ],
  [
    "DNS queries that were not sent",
    (good) => Object.assign(good, { dns: [] }),
    "DNS from inside",
    "fail",
    "no query sent",
  ],
];

describe("a verification of incomplete evidence", () => {
  it.each(incomplete)("never passes %s", (_, change, check, verdict, actual) => {
    const good = goodEvidence();
    change(good);
    const found = findings(check, judge(good));
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(found.map(() => ({ verdict, actual })));
  });

  it("does not say that cloud-init has no errors before cloud-init has ended", () => {
    const cloudInit = { ended: false, stage: "init", failed: false, errors: [] };
    expect(findings("cloud-init", judge({ ...goodEvidence(), cloudInit }))).toEqual([
      { verdict: "fail", actual: "still in stage init" },
      { verdict: "not checked", actual: "cloud-init has not ended" },
    ]);
  });

  it("does not pass a failed cloud-init because its errors have no text", () => {
    const cloudInit = { ended: true, stage: null, failed: true, errors: [] };
    expect(findings("cloud-init", judge({ ...goodEvidence(), cloudInit }))).toEqual([
      { verdict: "pass", actual: "ended" },
      { verdict: "fail", actual: "errors without a text" },
    ]);
  });

  it("fails the vCPUs of a server for which Nova shows no NUMA node", () => {
    const cloud = { ...goodState(), topology: { known: { nodes: [], pageSize: 1_048_576 } } };
    const none = { verdict: "fail", actual: "the server has no NUMA node" };
    expect(findings("CPUs", judge(goodEvidence(), cloud))).toEqual([none]);
    expect(findings("VF NUMA nodes", judge(goodEvidence(), cloud))).toEqual([none, none]);
    expect(findings("host NUMA nodes", judge(goodEvidence(), cloud))).toEqual([
      { verdict: "fail", actual: "0" },
    ]);
  });

  it("does not check the binding of a missing port", () => {
    const outcomes = judge(goodEvidence(), { ...goodState(), ports: { known: [] } });
    const found = ["switched ports", "direct ports", "VLAN", "port addresses"].flatMap((check) =>
      findings(check, outcomes),
    );
    expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(["not checked"]));
    expect(new Set(found.map(({ actual }) => actual))).toEqual(
      new Set(["the stack has no port of this name"]),
    );
  });

  it("does not pass a port with an address if none is configured", () => {
    const switched = expectation.switched.map((nic) => ({ ...nic, addresses: [] }));
    const [first] = findings(
      "port addresses",
      judge(goodEvidence(), goodState(), { ...expectation, switched }),
    );
    expect(first?.verdict).toBe("fail");
  });

  it("marks a check that has nothing to compare as not checked", () => {
    const nothing: Expectation = {
      ...expectation,
      switched: [],
      dns: { name: "www.example.test", servers: [] },
    };
    for (const check of ["other addresses", "switched ports", "DNS from inside", "DNS from outside"]) {
      expect(findings(check, judge(goodEvidence(), goodState(), nothing))).toEqual([
        { verdict: "not checked", actual: "the configuration has nothing to check here" },
      ]);
    }
  });

  it("has a finding for each check, and no pass more than the complete evidence, whatever the evidence lacks", () => {
    const complete = judge(goodEvidence());
    const checks = new Set(complete.map(({ check }) => check));
    fc.assert(
      fc.property(lessThan(goodEvidence()), (evidence) => {
        const outcomes = judge(evidence as Evidence);
        expect(new Set(outcomes.map(({ check }) => check))).toEqual(checks);
        const passed = outcomes.filter(({ verdict }) => verdict === "pass");
        const subjects = new Set(complete.map(({ subject }) => subject));
        expect(passed.filter(({ subject }) => !subjects.has(subject))).toEqual([]);
        expect(parseEvidence(JSON.stringify(evidence))).toEqual(evidence);
      }),
    );
  });
});

/** Evidence with fewer items in its lists: at random, any list is empty or cut. */
function lessThan(good: Good): fc.Arbitrary<Evidence> {
  const part = <T>(items: readonly T[]) => fc.subarray([...items]);
  return fc
    .record({
      slaves: part(good.bond.slaves),
      addresses: part(good.bond.addresses),
      interfaces: part(good.interfaces),
      pings: part(good.pings),
      dns: part(good.dns),
      numaNodes: part(good.numaNodes),
    })
    .map(({ slaves, addresses, ...rest }) => ({
      ...good,
      ...rest,
      bond: { ...good.bond, slaves, addresses },
    }));
}
