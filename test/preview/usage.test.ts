import { plannedChanges } from "../../preview/change";
import type { Step } from "../../preview/events";
import { usageOf } from "../../preview/usage";
import { changedEvents, stepOf } from "./streams";

/** What the stack takes before and after a recorded preview, after a change of its steps. */
function usage(
  name: string,
  change: (steps: Step[]) => void = () => undefined,
  adopted?: { vcpus: number; ram: number },
) {
  const changes = plannedChanges(changedEvents(name, change));
  return (["old", "new"] as const).map((side) => {
    const { vfs, largePages, ...counts } = usageOf(changes, side, adopted);
    return { ...counts, vfs: Object.fromEntries(vfs), largePages: Object.fromEntries(largePages) };
  });
}

const ONE = { vnfs: 1, vcpus: 4, ram: 8192, vfs: { sriov0: 1, sriov1: 1 }, largePages: { large: 8192 } };
const NONE = { vnfs: 0, vcpus: 0, ram: 0, vfs: {}, largePages: {} };
const TWO = { vnfs: 2, vcpus: 8, ram: 16384, vfs: { sriov0: 2, sriov1: 2 }, largePages: { large: 16384 } };

/** Removes a resource from the stack, as if it existed outside. */
const adopt = (steps: Step[], name: string) => steps.splice(steps.indexOf(stepOf(steps, name)), 1);

describe("what the VNFs take", () => {
  it.each([
    ["same", ONE, ONE],
    ["create", NONE, ONE],
    ["twoVnfs", ONE, TWO],
    ["miimon", ONE, ONE],
    ["flavor", ONE, { ...ONE, vcpus: 8, ram: 16384, largePages: { large: 16384 } }],
    ["withoutOrchestration", ONE, ONE],
  ])("before and after %s is counted", (name, before, after) => {
    expect(usage(name)).toEqual([before, after]);
  });

  it("is less after a VNF is deleted", () => {
    const deleteVnf = (steps: Step[]) => {
      for (const step of steps.filter(({ urn }) => urn.includes("CpnrVnf"))) {
        step.op = "delete";
        step.new = null;
      }
    };
    expect(usage("same", deleteVnf)).toEqual([ONE, NONE]);
  });

  it("has an unknown number of vCPUs if the flavor is not part of the stack, and preflight did not see it", () => {
    const adoptFlavor = (steps: Step[]) => adopt(steps, "cpnr-cross-numa-flavor");
    const unknown = { ...ONE, vcpus: undefined, ram: undefined, largePages: {} };
    expect(usage("same", adoptFlavor)).toEqual([unknown, unknown]);
    expect(usage("same", adoptFlavor, { vcpus: 6, ram: 100 })[1]).toMatchObject({ vcpus: 6, ram: 100 });
  });

  it("finds the physical network of an adopted network in the binding of the port", () => {
    const bind = (steps: Step[]) => {
      adopt(steps, "cpnr-sriov-1-network");
      const { old } = stepOf(steps, "cpnr-cpnr-dns-1-sriov-1");
      const profile = JSON.stringify({ pci_slot: "0000:18:02.7", physical_network: "physnet-a" });
      Object.assign(old?.outputs ?? {}, { binding: { vnicType: "direct", profile } });
    };
    expect(usage("same", bind)[1]).toMatchObject({ vfs: { "physnet-a": 1, sriov1: 1 } });
  });

  it("names the network if nobody knows its physical network", () => {
    const [, after] = usage("same", (steps) => adopt(steps, "cpnr-sriov-1-network"));
    expect(Object.keys(after?.vfs ?? {})).toEqual([
      expect.stringMatching(/^network [0-9a-f-]{36}$/),
      "sriov1",
    ]);
  });
});
