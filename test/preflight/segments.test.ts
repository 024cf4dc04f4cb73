import type { Segment } from "../../openstack/resources";
import { type Raw, resultOf, runPreflight, TAG, tenantNetwork, vlanNetwork } from "./cloud";

const chooseVxlan = (raw: Raw) => {
  raw.management.segment = { type: "vxlan", id: 1001 };
};

/** A network as administrators see it. */
function networkOn(segment: Segment, tags: string[] = [TAG], name = "management-network") {
  return tenantNetwork(name, { ...segment, tags });
}

const VXLAN: Segment = { "provider:network_type": "vxlan", "provider:segmentation_id": 1001 };

describe("The check of the segment of a network that exists", () => {
  it.each<[string, Segment, RegExp]>([
    ["passes if it is the configured one", VXLAN, /^pass: The network is vxlan 1001\.$/],
    [
      "warns if it has another id",
      { ...VXLAN, "provider:segmentation_id": 7 },
      /^warning: The network is vxlan 7, not vxlan 1001, and Neutron changes no segment of a network: correct cpnr:management\.segment, or make the network anew/,
    ],
    [
      "warns if it has another type",
      { "provider:network_type": "geneve", "provider:segmentation_id": 1001 },
      /^warning: The network is geneve 1001, not vxlan 1001/,
    ],
    ["is not made if Neutron does not show it", {}, /^not checked: /],
  ])("%s", (_, segment, expected) => {
    const findings = runPreflight({
      settings: chooseVxlan,
      cloud: (state) => {
        state.networks = [networkOn(segment)];
      },
    });
    expect(resultOf(findings, "segment", "management-network")).toMatch(expected);
  });

  it("fails if the network is to be adopted, because it is another network then", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.management.adopt = true;
        raw.management.segment = { type: "vlan", physicalNetwork: "physnet3" };
      },
      cloud: (state) => {
        state.networks = [vlanNetwork("management-network", "physnet4", 7)];
      },
    });
    expect(resultOf(findings, "segment", "management-network")).toBe(
      "fail: The network is vlan 7 on physical network physnet4, not vlan on physical network physnet3: adopt another network, or correct cpnr:management.segment.",
    );
  });

  it("warns if the stack file has a new VLAN for an SR-IOV network of the stack, which Neutron ignores", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.sriov[0].vlan = 105;
      },
      cloud: (state) => {
        state.networks = [vlanNetwork("sriov-network-1", "sriov0", 101, { tags: [TAG] })];
      },
    });
    expect(resultOf(findings, "segment", "sriov-network-1")).toMatch(
      /^warning: The network is vlan 101 on physical network sriov0, not vlan 105 .*: correct cpnr:sriov\[0\]\.physicalNetwork and vlan, or make/,
    );
  });

  it("is omitted if the stack file leaves the segment to the cloud, as for a stack of an earlier version on vxlan", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [networkOn(VXLAN)];
      },
    });
    expect(findings.filter(({ check }) => check === "segment")).toEqual([]);
  });
});

describe("The check of a chosen segment", () => {
  const found = (state: ReturnType<typeof networkOn>[], settings = chooseVxlan) =>
    resultOf(
      runPreflight({
        settings,
        cloud: (cloud) => {
          cloud.networks = state;
        },
      }),
      "chosen segment",
      "management-network",
    );

  it("passes if no network uses it", () => {
    expect(found([networkOn({ ...VXLAN, "provider:segmentation_id": 7 }, [], "other")])).toBe(
      "pass: No network is vxlan 1001.",
    );
  });

  it("fails with the name of the network that uses it", () => {
    expect(found([networkOn(VXLAN, [], "squatter")])).toBe(
      'fail: The network "squatter" (id-of-squatter) is vxlan 1001: choose another segment in cpnr:management.segment, or adopt that network.',
    );
  });

  it("fails for the second flat network of a physical network", () => {
    const flat: Segment = { "provider:network_type": "flat", "provider:physical_network": "physnet3" };
    const findings = found([networkOn(flat, [], "squatter")], (raw) => {
      raw.management.segment = { type: "flat", physicalNetwork: "physnet3" };
    });
    expect(findings).toMatch(/^fail: The network "squatter" .* is flat on physical network physnet3: choose/);
  });

  it("passes if this stack uses it, and is not made if Neutron shows no segments", () => {
    expect(found([networkOn(VXLAN)])).toBe("pass: This stack already uses vxlan 1001.");
    expect(found([tenantNetwork("other")])).toMatch(/^not checked: /);
  });

  it("is omitted if the stack file leaves the id to Neutron", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.management.segment = { type: "vxlan" };
      },
    });
    expect(findings.filter(({ check }) => check === "chosen segment")).toEqual([]);
  });
});
