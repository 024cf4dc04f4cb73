import { found, judged, TAG, tenantNetwork, vlanNetwork } from "./cloud";

describe("a physical network", () => {
  it("fails where no SR-IOV agent maps it, and the near one is suggested", () => {
    const checks = judged({
      settings: (raw) => {
        raw.sriov[0].physicalNetwork = "srivo0";
      },
    });
    expect(found(checks, "physical network", "srivo0")).toBe(
      'fail: No SR-IOV agent maps "srivo0" to a NIC, only sriov0, sriov1: correct cpnr:sriov[0].physicalNetwork; did you mean "sriov0"?',
    );
    expect(found(checks, "physical network", "sriov1")).toBe("pass: There is a NIC on it in compute-1.");
    expect(found(checks, "SR-IOV agents")).toBe("not checked: There is no physical network srivo0.");
  });

  it("fails without a suggestion where no name is near", () => {
    const checks = judged({
      settings: (raw) => {
        raw.sriov[1].physicalNetwork = "datacentre";
      },
    });
    expect(found(checks, "physical network", "datacentre")).toMatch(
      /correct cpnr:sriov\[1\]\.physicalNetwork\.$/,
    );
  });
});

describe("a VLAN", () => {
  it("fails where another network has it, by that network's name and id", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.networks = [vlanNetwork("squatter", "sriov0", 101)];
      },
    });
    expect(found(checks, "VLAN", "sriov-network-1")).toBe(
      'fail: VLAN 101 of physical network sriov0 is network "squatter"\'s (id-of-squatter): choose a free one in cpnr:sriov[0].vlan, or adopt that network.',
    );
  });

  it("fails where it is one of another network's several segments", () => {
    const checks = judged({
      cloud: (seen) => {
        const { name, id, project_id, mtu, tags, ...segment } = vlanNetwork("many", "sriov1", 102);
        seen.networks = [
          tenantNetwork("many", { segments: [{ "provider:network_type": "vxlan" }, segment] }),
        ];
      },
    });
    expect(found(checks, "VLAN", "sriov-network-2")).toMatch(/^fail: VLAN 102 .* network "many"/);
  });

  it("passes where the same id is taken on another physical network, or this stack has it", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.networks = [
          vlanNetwork("elsewhere", "sriov1", 101),
          vlanNetwork("before", "sriov1", 102, { tags: [TAG] }),
        ];
      },
    });
    expect(found(checks, "VLAN", "sriov-network-1")).toBe(
      "pass: VLAN 101 of physical network sriov0 is free.",
    );
    expect(found(checks, "VLAN", "sriov-network-2")).toMatch(/^pass: .* this stack's already/);
  });

  it("is not checked with credentials that see networks without their VLAN, or no network and no agent", () => {
    const mine = judged({
      cloud: (seen) => {
        seen.networks = [tenantNetwork("mine")];
      },
    });
    expect(found(mine, "VLAN", "sriov-network-1")).toMatch(
      /^not checked: Neutron shows these credentials no/,
    );
    expect(found(judged({ unknown: ["agents"] }), "VLAN", "sriov-network-1")).toMatch(/^not checked: /);
  });
});
