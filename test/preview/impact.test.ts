import { plannedChanges } from "../../preview/change";
import type { Step } from "../../preview/events";
import { impactsOf } from "../../preview/impact";
import { changedEvents, stepOf } from "./streams";

const SERVER = "cpnr-cpnr-dns-1-server";
const port = (role: string) => `cpnr-cpnr-dns-1-${role}`;

/** What the VNF of the recorded preview in which nothing changes gets, after a change of its steps. */
function impactAfter(change: (steps: Step[]) => void) {
  const [impact, ...others] = impactsOf(plannedChanges(changedEvents("same", change)));
  expect(others).toEqual([]);
  return impact;
}

/** Lets a step update properties in place, or replace the resource because of them. */
const make =
  (op: "update" | "replace" | "delete", name: string, ...properties: string[]) =>
  (steps: Step[]) => {
    const step = stepOf(steps, name);
    step.op = op;
    step.diffs = properties;
    step.keys = op === "replace" ? properties : [];
    step.detailedDiff = Object.fromEntries(properties.map((path) => [path, { diffKind: op }]));
    if (op === "delete") {
      step.new = null;
    }
  };

describe("the effect of a change on the DNS service", () => {
  it("is none without a change", () => {
    expect(impactAfter(() => undefined)).toMatchObject({
      vnf: "cpnr-dns-1",
      effect: "untouched",
      reasons: [],
    });
  });

  it.each([
    ["update", "flavorId", "interrupted", /Nova resizes the server/],
    ["update", "flavorName", "interrupted", /Nova resizes the server/],
    ["update", "imageId", "interrupted", /Nova rebuilds the server/],
    ["update", "imageName", "interrupted", /Nova rebuilds the server/],
    ["update", "personalities[0].content", "interrupted", /Nova rebuilds the server/],
    ["update", "powerState", "interrupted", /Nova stops or starts the server/],
    ["update", "propertyOfNextYear", "interrupted", /nobody knows what the provider does/],
    ["update", "name", "no interruption", /does not notice/],
    ["update", "metadata.owner", "no interruption", /does not notice/],
    ["update", "tags[0]", "no interruption", /does not notice/],
    ["update", "securityGroups[0]", "no interruption", /does not notice/],
    ["replace", "userData", "replaced", /cloud-init applies it only to a new server/],
    ["replace", "networks[2].port", "replaced", /can't change the ports of a server/],
    ["replace", "availabilityZone", "replaced", /keeps its zone/],
    ["replace", "configDrive", "replaced", /creates a new one/],
    ["delete", "name", "deleted", /the server is deleted/],
  ] as const)("of an operation %s for %s of the server is: %s", (op, property, effect, reason) => {
    const impact = impactAfter(make(op, SERVER, property));
    expect(impact?.effect).toBe(effect);
    expect(impact?.reasons[0]).toMatch(reason);
  });

  it.each([
    ["replace", "valueSpecs", "failover only"],
    ["delete", "", "failover only"],
    ["update", "binding.vnicType", "failover only"],
    ["update", "adminStateUp", "failover only"],
    ["update", "propertyOfNextYear", "failover only"],
    ["update", "fixedIps[0].subnetId", "no interruption"],
    ["update", "name", "no interruption"],
  ] as const)("of an operation %s for %s of one SR-IOV port is: %s", (op, property, effect) => {
    expect(impactAfter(make(op, port("sriov-1"), property))).toMatchObject({ effect });
  });

  it("is an interruption if both SR-IOV ports are replaced", () => {
    const impact = impactAfter((steps) => {
      make("replace", port("sriov-1"), "valueSpecs")(steps);
      make("replace", port("sriov-2"), "valueSpecs")(steps);
    });
    expect(impact).toMatchObject({ effect: "interrupted", reasons: ["the bond loses all its VFs"] });
  });

  it.each([
    ["replace", "macAddress", "management interrupted"],
    ["update", "fixedIps[0].ipAddress", "management interrupted"],
    ["update", "securityGroupIds[0]", "no interruption"],
  ] as const)("of an operation %s for %s of the management port is: %s", (op, property, effect) => {
    expect(impactAfter(make(op, port("management"), property))).toMatchObject({ effect });
  });

  it.each([
    [["cpnr-sriov-1-network"], "segments[0].segmentationId", "failover only"],
    [["cpnr-sriov-1-network", "cpnr-sriov-2-network"], "adminStateUp", "interrupted"],
    [["cpnr-sriov-1-network"], "name", "untouched"],
    [["cpnr-management-network"], "adminStateUp", "untouched"],
  ] as const)("of an update of %j, %s, is: %s", (networks, property, effect) => {
    const impact = impactAfter((steps) => {
      for (const network of networks) {
        make("update", network, property)(steps);
      }
    });
    expect(impact).toMatchObject({ effect });
  });

  it("is the worst of several", () => {
    const impact = impactAfter((steps) => {
      make("update", port("sriov-1"), "name")(steps);
      make("replace", SERVER, "userData")(steps);
      make("replace", port("sriov-2"), "valueSpecs")(steps);
    });
    expect(impact).toMatchObject({
      effect: "replaced",
      reasons: ["Day0 changes, and cloud-init applies it only to a new server"],
    });
  });

  it("finds the ports of a server that is in no component", () => {
    const stack = "urn:pulumi:lab::cpnr::pulumi:pulumi:Stack::cpnr-lab";
    const impact = impactAfter((steps) => {
      for (const step of steps) {
        for (const state of [step.old, step.new]) {
          if (state) {
            state.parent = stack;
          }
        }
      }
      make("replace", port("sriov-1"), "valueSpecs")(steps);
    });
    expect(impact).toMatchObject({ effect: "failover only", reasons: ["the bond loses 1 of 2 VFs"] });
  });

  it("is on a new VNF: created, and no other VNF is touched", () => {
    const impacts = impactsOf(plannedChanges(changedEvents("twoVnfs", () => undefined)));
    expect(impacts.map(({ vnf, effect }) => [vnf, effect])).toEqual([
      ["cpnr-dns-2", "created"],
      ["cpnr-dns-1", "untouched"],
    ]);
  });
});
