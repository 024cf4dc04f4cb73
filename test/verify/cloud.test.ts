import type { VnfState } from "../../openstack/vnfState";
import { judgeCloud } from "../../verify/checks/cloud";
import { faultsIn, type Outcome } from "../../verify/outcome";
import { type GoodState, goodState } from "./cloudState";
import { arpExpectation, expectation } from "./evidence";

function judged(change: (good: GoodState) => void): Outcome[] {
  const state = goodState();
  change(state);
  return judgeCloud(state, expectation);
}

function port(state: GoodState, role: string) {
  return state.ports.seen.find((one) => one.role === role) as {
    -readonly [K in keyof GoodState["ports"]["seen"][number]]: GoodState["ports"]["seen"][number][K];
  };
}

/** What a cloud can show of a VNF that is not well: the check that names it, and what it says was seen. */
const ailing: readonly (readonly [string, (state: GoodState) => void, check: string, seen: string])[] = [
  [
    "the server is shut off",
    (state) => (state.server.seen.status = "SHUTOFF"),
    "server",
    "is SHUTOFF on compute-1",
  ],
  [
    "the server is in error",
    (state) => Object.assign(state.server.seen, { status: "ERROR", fault: "No valid host was found." }),
    "server",
    "is ERROR: No valid host was found.",
  ],
  ["a port is down", (state) => (port(state, "sriov-2").status = "DOWN"), "ports", "is DOWN"],
  [
    "a port is another server's",
    (state) => (port(state, "management").attached = false),
    "ports",
    "is not attached to it",
  ],
  [
    "a port's address was changed",
    (state) => (port(state, "management").addresses = ["10.10.10.199"]),
    "ports' addresses",
    "holds 10.10.10.199",
  ],
  [
    "a port on a switch is not bound",
    (state) => (port(state, "management").vifType = "unbound"),
    "switched ports",
    "is unbound",
  ],
  [
    "a direct port's binding failed",
    (state) => (port(state, "sriov-1").vifType = "binding_failed"),
    "direct ports",
    "is binding_failed 0000:18:02.7",
  ],
  [
    "a bond's port is no direct one",
    (state) => (port(state, "sriov-1").vnicType = "normal"),
    "direct ports",
    "its vnic_type is normal",
  ],
  ["a VF tags another VLAN", (state) => (port(state, "sriov-2").vlan = 105), "VLAN", "is 105"],
  [
    "both VFs are on one physical network",
    (state) => (port(state, "sriov-2").physicalNetwork = "sriov0"),
    "physical networks",
    "is sriov0",
  ],
  [
    "a VF's link does not follow the cable",
    (state) => (port(state, "sriov-1").propagatesUplink = false),
    "uplink status",
    "is off",
  ],
  [
    "the server is on one NUMA node",
    (state) => state.topology.seen.nodes.pop(),
    "host's NUMA nodes",
    "spans 1: the host's 0",
  ],
  [
    "CPUs are not pinned",
    (state) => Object.assign(state.topology.seen.nodes[1] as object, { pinnedCpus: [] }),
    "CPUs",
    "2, 3 are pinned to none",
  ],
  ["pages are small", (state) => (state.topology.seen.pageSize = 4), "page size", "are of 4 KiB"],
];

describe("the judge of what the cloud shows", () => {
  it("finds no fault in a healthy VNF, and sees all of it as an administrator", () => {
    expect(judged(() => undefined).filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });

  it.each(ailing)("says that %s", (_, change, check, seen) => {
    const faults = faultsIn(judged(change));
    expect(faults[0]).toMatchObject({ check, seen });
  });

  it("says that a NIC sits on a NUMA node which the server does not reach", () => {
    const faults = faultsIn(
      judged((state) => Object.assign(state.topology.seen.nodes[1] as object, { hostNode: 2 })),
    );
    expect(faults).toMatchObject([
      { check: "VFs' NUMA nodes", about: "sriov1's NUMA node 1", seen: "the server's are 0, 2" },
    ]);
  });

  it("says that there is no such server, and no such port", () => {
    const gone: VnfState = {
      server: { seen: null },
      ports: { seen: [] },
      topology: { unseen: "the VNF has no server" },
    };
    const outcomes = judgeCloud(gone, expectation);
    expect(faultsIn(outcomes).map(({ check }) => check)).toEqual([
      "server",
      "ports",
      "ports",
      "ports",
      "ports",
    ]);
    expect(outcomes.find(({ check }) => check === "CPUs")).toMatchObject({
      verdict: "not observable",
      seen: "the VNF has no server",
    });
  });

  it("passes nothing that only administrators see", () => {
    const outcomes = judged((state) => {
      for (const one of state.ports.seen) {
        Object.assign(one, { vifType: null, vlan: null, physicalNetwork: null, pciSlot: null });
      }
      for (const node of state.topology.seen.nodes) {
        Object.assign(node, { hostNode: null, pinnedCpus: null });
      }
      state.topology.seen.pageSize = null;
      state.server.seen.host = null;
    });
    const passed = outcomes.filter(({ verdict }) => verdict === "pass").map(({ check }) => check);
    expect(new Set(passed)).toEqual(
      new Set(["server", "ports", "ports' addresses", "uplink status", "host's NUMA nodes"]),
    );
    expect(faultsIn(outcomes)).toEqual([]);
  });

  it("says of each check why it was not made, where the cloud did not answer", () => {
    const why = "these credentials may not ask for it (403)";
    const outcomes = judgeCloud(
      { server: { unseen: why }, ports: { unseen: why }, topology: { unseen: why } },
      expectation,
    );
    expect(new Set(outcomes.map(({ verdict, seen }) => `${verdict}: ${seen}`))).toEqual(
      new Set([`not observable: ${why}`]),
    );
    expect(outcomes.length).toBeGreaterThan(10);
  });

  it("takes a link that ignores the cable for no fault where the bond asks by ARP", () => {
    const state = goodState();
    port(state, "sriov-1").propagatesUplink = false;
    expect(faultsIn(judgeCloud(state, arpExpectation))).toEqual([]);
  });
});
