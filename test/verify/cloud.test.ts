import type { GroupRules } from "../../openstack/securityGroups";
import type { ServerGroupState, VnfState } from "../../openstack/vnfState";
import type { PlacementPolicy } from "../../plan/placement";
import { faultsIn } from "../../report/finding";
import type { Outcome } from "../../verify/check";
import type { Expectation } from "../../verify/expectation";
import { judgeVnf } from "../../verify/judge";
import { type GoodState, goodState, groups } from "./cloudState";
import { arpExpectation, expectation } from "./evidence";

/** The results of the checks that need the cloud only. */
function judgeCloud(cloud: VnfState, expected: Expectation): Outcome[] {
  const outcomes = judgeVnf(
    { cloud, guest: { unknown: "", step: "server" }, client: { unknown: "" } },
    expected,
  );
  return outcomes.slice(
    0,
    outcomes.findIndex(({ check }) => check === "SSH"),
  );
}

function judged(change: (good: GoodState) => void, expected = expectation): Outcome[] {
  const state = goodState();
  change(state);
  return judgeCloud(state, expected);
}

function port(state: GoodState, role: string) {
  return state.ports.known.find((one) => one.role === role) as {
    -readonly [K in keyof GoodState["ports"]["known"][number]]: GoodState["ports"]["known"][number][K];
  };
}

/** Faults that the cloud shows: description, change to a healthy VNF, failed check, and actual value. */
const faultyStates: readonly (readonly [
  string,
  (state: GoodState) => void,
  check: string,
  actual: string,
])[] = [
  [
    "the server is shut off",
    (state) => (state.server.known.status = "SHUTOFF"),
    "server",
    "SHUTOFF on compute-1",
  ],
  [
    "the server is in error",
    (state) => Object.assign(state.server.known, { status: "ERROR", fault: "No valid host was found." }),
    "server",
    "ERROR: No valid host was found.",
  ],
  ["a port is down", (state) => (port(state, "sriov-2").status = "DOWN"), "ports", "DOWN"],
  [
    "a port is not attached to the server",
    (state) => (port(state, "management").attached = false),
    "ports",
    "not attached to the server",
  ],
  [
    "a port's address was changed",
    (state) => (port(state, "management").addresses = ["10.10.10.199"]),
    "port addresses",
    "10.10.10.199",
  ],
  [
    "a port on a switch is not bound",
    (state) => (port(state, "management").vifType = "unbound"),
    "switched ports",
    "unbound",
  ],
  [
    "a direct port's binding failed",
    (state) => (port(state, "sriov-1").vifType = "binding_failed"),
    "direct ports",
    "binding_failed 0000:18:02.7",
  ],
  [
    "a port of the bond is not direct",
    (state) => (port(state, "sriov-1").vnicType = "normal"),
    "direct ports",
    "normal",
  ],
  ["a VF has another VLAN", (state) => (port(state, "sriov-2").vlan = 105), "VLAN", "105"],
  [
    "both VFs are on one physical network",
    (state) => (port(state, "sriov-2").physicalNetwork = "sriov0"),
    "physical networks",
    "sriov0",
  ],
  [
    "a VF's link does not follow the cable",
    (state) => (port(state, "sriov-1").propagatesUplink = false),
    "uplink status",
    "off",
  ],
  ["the server is on one NUMA node", (state) => state.topology.known.nodes.pop(), "host NUMA nodes", "1: 0"],
  [
    "CPUs are not pinned",
    (state) => Object.assign(state.topology.known.nodes[1] as object, { pinnedCpus: [] }),
    "CPUs",
    "not pinned",
  ],
  ["pages are small", (state) => (state.topology.known.pageSize = 4), "page size", "4 KiB"],
];

describe("judgeVnf, for the state in the cloud", () => {
  it("passes every check of a healthy VNF for an administrator", () => {
    expect(judged(() => undefined).filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });

  it.each(faultyStates)("says that %s", (_, change, check, actual) => {
    const faults = faultsIn(judged(change));
    expect(faults[0]).toMatchObject({ check, actual });
  });

  it("says that the server does not reach the NUMA node of a NIC", () => {
    const faults = faultsIn(
      judged((state) => Object.assign(state.topology.known.nodes[1] as object, { hostNode: 2 })),
    );
    expect(faults).toMatchObject([
      {
        check: "VF NUMA nodes",
        expected: "1 among them, where sriov1's NIC sits",
        actual: "0, 2",
      },
    ]);
  });

  it("says that the server and the ports are missing", () => {
    const missing: VnfState = {
      server: { known: null },
      ports: { known: [] },
      securityGroups: { known: groups() },
      topology: { unknown: "the VNF has no server" },
      placement: { known: { hostId: null, peers: [] } },
      serverGroups: { known: [] },
    };
    const outcomes = judgeCloud(missing, expectation);
    expect(faultsIn(outcomes).map(({ check }) => check)).toEqual([
      "server",
      "ports",
      "ports",
      "ports",
      "ports",
    ]);
    expect(outcomes.find(({ check }) => check === "CPUs")).toMatchObject({
      verdict: "not checked",
      actual: "the VNF has no server",
    });
  });

  it.each([
    ["management", "bridge"],
    ["management", "vrouter"],
    ["sriov-1", "ovs"],
    ["sriov-2", "hostdev_physical"],
  ])("passes a %s port that a driver has bound as %s", (role, vifType) => {
    expect(faultsIn(judged((state) => (port(state, role).vifType = vifType)))).toEqual([]);
  });

  it("warns of a compute host that gives no sign of life: its guest may still serve", () => {
    const outcomes = judged((state) => (state.server.known.isHostDown = true));
    expect(outcomes.find(({ check }) => check === "compute host")).toMatchObject({
      verdict: "warning",
      actual: expect.stringMatching(/^nova-compute on compute-1 gives none/),
    });
    expect(faultsIn(outcomes)).toEqual([]);
  });

  it("names the compute host as the cause if its guest does not answer", () => {
    const state = goodState();
    state.server.known.isHostDown = true;
    const guest = { unknown: "10.10.10.101 port 22: no response within 10 s", step: "SSH" } as const;
    const outcomes = judgeVnf({ cloud: state, guest, client: { known: [] } }, expectation);
    expect(outcomes.find(({ check }) => check === "SSH")?.advice).toContain(
      "the server's host gives no sign of life: start it, or let cpnr heal redeploy the VNF on another host",
    );
  });

  it("passes no check of a value that only administrators see", () => {
    const outcomes = judged((state) => {
      for (const one of state.ports.known) {
        Object.assign(one, {
          vifType: null,
          vlan: null,
          physicalNetwork: null,
          pciSlot: null,
          isTrusted: null,
        });
      }
      for (const node of state.topology.known.nodes) {
        Object.assign(node, { hostNode: null, pinnedCpus: null });
      }
      state.topology.known.pageSize = null;
      Object.assign(state.server.known, { host: null, isHostDown: null });
    });
    const passed = outcomes.filter(({ verdict }) => verdict === "pass").map(({ check }) => check);
    expect(new Set(passed)).toEqual(
      new Set([
        "server",
        "host",
        "server group",
        "ports",
        "port addresses",
        "uplink status",
        "NUMA policy",
        "security group rules",
        "host NUMA nodes",
      ]),
    );
    expect(faultsIn(outcomes)).toEqual([]);
  });

  it("marks each check as not checked, with the reason, if the cloud did not answer", () => {
    const why = "these credentials may not ask for it (403)";
    const outcomes = judgeCloud(
      {
        server: { unknown: why },
        ports: { unknown: why },
        securityGroups: { unknown: why },
        topology: { unknown: why },
        placement: { unknown: why },
        serverGroups: { unknown: why },
      },
      expectation,
    );
    expect(new Set(outcomes.map(({ verdict, actual }) => `${verdict}: ${actual}`))).toEqual(
      new Set([`not checked: ${why}`]),
    );
    expect(outcomes.length).toBeGreaterThan(10);
  });

  describe("the host of the server", () => {
    const judgedHost = (placementPolicy: PlacementPolicy, change: (state: GoodState) => void) => {
      const state = goodState();
      change(state);
      return judgeCloud(state, { ...expectation, placementPolicy }).find(({ check }) => check === "host");
    };
    const peersOf = (state: GoodState) => state.placement.known.peers as { hostId: string | null }[];
    const shareHost = (state: GoodState) => {
      state.placement.known.peers.push({ name: "cpnr-dns-3", hostId: state.placement.known.hostId });
    };

    it.each([
      ["anti-affinity", "fail", /^also cpnr-dns-3$/],
      ["soft-anti-affinity", "warning", /^also cpnr-dns-3: they fail together\. Next: redeploy one of them/],
      ["none", "info", /^also cpnr-dns-3; cpnr:placement\.policy is none$/],
    ] as const)("that has another VNF of the stack is, with the policy %s: %s", (policy, verdict, actual) => {
      expect(judgedHost(policy, shareHost)).toMatchObject({
        verdict,
        expected: "no other VNF of the stack",
        actual: expect.stringMatching(actual),
      });
    });

    it("says how to compare the hosts by hand, and what to do", () => {
      expect(judgedHost("anti-affinity", shareHost)?.advice).toMatch(
        /openstack server show cpnr-dns-1 -c hostId, .* Next: redeploy one of them/,
      );
    });

    it.each(["anti-affinity", "soft-anti-affinity"] as const)(
      "is a warning, with the policy %s, if Nova shows no host of a peer",
      (policy) => {
        const outcome = judgedHost(policy, (state) => {
          Object.assign(peersOf(state)[0] as object, { hostId: null });
        });
        expect(outcome).toMatchObject({
          verdict: "warning",
          actual: "not compared with cpnr-dns-2: Nova shows no host of their servers",
        });
      },
    );

    it("never equals the host of a peer if neither server has one", () => {
      const outcome = judgedHost("anti-affinity", (state) => {
        state.placement.known.hostId = null;
        Object.assign(peersOf(state)[0] as object, { hostId: null });
      });
      expect(outcome).toMatchObject({
        verdict: "warning",
        actual: "not compared with cpnr-dns-2: Nova shows no host of this server",
      });
    });

    it("is the VNF's own if the stack has no other VNF", () => {
      const outcome = judgedHost("anti-affinity", (state) => {
        state.placement.known.peers = [];
      });
      expect(outcome).toMatchObject({ verdict: "pass", actual: "no other VNF" });
    });
  });

  describe("the server group", () => {
    const judgedGroup = (groups: readonly ServerGroupState[], placementPolicy: PlacementPolicy) =>
      judgeCloud(
        { ...goodState(), serverGroups: { known: groups } },
        { ...expectation, placementPolicy },
      ).find(({ check }) => check === "server group");
    const group = { id: "group", policy: "anti-affinity", isMember: true };

    it("passes with the configured policy and the server as a member", () => {
      expect(judgedGroup([group], "anti-affinity")).toMatchObject({ verdict: "pass", actual: "group" });
    });

    it("is a warning if the server, which exists, is not a member, and says when it will be", () => {
      expect(judgedGroup([{ ...group, isMember: false }], "anti-affinity")).toMatchObject({
        verdict: "warning",
        actual: expect.stringMatching(/joins the group when it is replaced/),
      });
    });

    it("is a warning if it has another policy, and says the command", () => {
      expect(judgedGroup([group], "soft-anti-affinity")).toMatchObject({
        verdict: "warning",
        expected: "the stack's, with the policy soft-anti-affinity",
        actual: expect.stringMatching(/policy of the stack's group is anti-affinity\. Next: pulumi up/),
      });
    });

    it("is a warning if there is none", () => {
      expect(judgedGroup([], "soft-anti-affinity")).toMatchObject({
        verdict: "warning",
        actual: "the stack has no server group. Next: pulumi up",
      });
    });

    it("is not checked with the policy none", () => {
      expect(judgedGroup([group], "none")).toMatchObject({ verdict: "not checked" });
    });
  });

  describe("security groups", () => {
    const ssh = "ingress IPv4 tcp 22 from anywhere";
    const dns = "ingress IPv4 udp 53 from 10.0.0.0/8";
    const recordedGroups = { g: { name: "dns", rules: [dns, ssh] } };
    const judgedGroups = (securityGroups: GroupRules) =>
      judgeCloud(
        { ...goodState(), securityGroups: { known: securityGroups } },
        { ...expectation, recordedGroups },
      ).filter(({ check }) => check === "security group rules");

    it("pass if their rules are those that the last up recorded", () => {
      expect(judgedGroups(recordedGroups)).toMatchObject([{ verdict: "pass", actual: "2 rules" }]);
    });

    it("name each rule that somebody added or removed", () => {
      const open = "ingress IPv4 tcp 1-65535 from anywhere";
      expect(judgedGroups({ g: { name: "dns", rules: [ssh, open] } })).toMatchObject([
        {
          verdict: "fail",
          subject: "rules of security group dns (g)",
          actual: `added: ${open}; missing: ${dns}`,
        },
      ]);
    });

    it("name a group that a port has without a record, and a recorded group that is gone", () => {
      const actual = judgedGroups({ h: { name: "other", rules: [] } }).map(({ verdict, actual }) => [
        verdict,
        actual,
      ]);
      expect(actual).toEqual([
        ["fail", "Neutron has no group with this id"],
        ["fail", "a port has the group, but the last pulumi up recorded no port with it"],
      ]);
    });

    it("are not checked before an up has recorded them", () => {
      const [outcome] = judgeCloud(goodState(), { ...expectation, recordedGroups: undefined }).filter(
        ({ check }) => check === "security group rules",
      );
      expect(outcome).toMatchObject({ verdict: "not checked" });
    });
  });

  describe("the uplink status", () => {
    const judgedUplink = (isUplinkUpdatable: boolean) =>
      judged((state) => {
        for (const one of state.ports.known) {
          Object.assign(one, { isUplinkUpdatable });
        }
      }).filter(({ check }) => check === "uplink status");

    it("says that Neutron's flag proves it where nobody can change the flag", () => {
      expect(judgedUplink(false)).toMatchObject(
        Array(2).fill({
          verdict: "pass",
          actual: expect.stringMatching(/^on; shown by Neutron's flag, which the port has since/),
        }),
      );
    });

    it("says that only the host or a drill proves it where the flag can be changed", () => {
      expect(judgedUplink(true)).toMatchObject(
        Array(2).fill({
          verdict: "pass",
          actual: expect.stringMatching(
            /^on; shown by Neutron's flag, which is no proof: .*ip link show <PF>\), or a drill by the way cable/,
          ),
        }),
      );
    });

    it("is repaired in place, where Neutron can", () => {
      const [fault] = faultsIn(judged((state) => (port(state, "sriov-1").propagatesUplink = false)));
      expect(fault?.advice).toContain(
        "cpnr uplink sets it in place where Neutron has the extension uplink-status-propagation-updatable",
      );
    });
  });

  describe("the NUMA policy of a port", () => {
    const [first, second] = expectation.bond.members.map((nic) => ({
      ...nic,
      network: { ...nic.network, numaPolicy: "required" as const },
    })) as unknown as Expectation["bond"]["members"];
    const required: Expectation = {
      ...expectation,
      bond: { ...expectation.bond, members: [first, second] },
    };
    const findingsOf = (change: (good: GoodState) => void, expected = expectation) =>
      judged(change, expected)
        .filter(({ check }) => check === "NUMA policy")
        .map(({ verdict, actual }) => `${verdict}: ${actual}`);

    it("is shown if none is configured", () => {
      expect(findingsOf((state) => (port(state, "sriov-2").numaPolicy = "socket"))).toEqual([
        "pass: not set",
        "pass: socket",
      ]);
    });

    it("fails if it is not the configured one, and passes if it is", () => {
      expect(findingsOf((state) => (port(state, "sriov-2").numaPolicy = "required"), required)).toEqual([
        "fail: not set",
        "pass: required",
      ]);
    });
  });

  it("warns of a trusted VF, and says what trust does", () => {
    const trusts = judged((state) => (port(state, "sriov-2").isTrusted = true)).filter(
      ({ check }) => check === "trusted",
    );
    expect(trusts).toMatchObject([
      { verdict: "pass", subject: "trust of port cpnr-dns-1-sriov-1" },
      {
        verdict: "warning",
        actual: expect.stringMatching(
          /^yes: the guest may change the MAC address .* agent declares the port DOWN/,
        ),
      },
    ]);
  });

  it("accepts propagate_uplink_status off if the bond monitors by ARP", () => {
    const state = goodState();
    port(state, "sriov-1").propagatesUplink = false;
    expect(faultsIn(judgeCloud(state, arpExpectation))).toEqual([]);
  });
});
