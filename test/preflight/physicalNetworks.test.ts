import { resultOf, runPreflight, TAG, tenantNetwork, vlanNetwork } from "./cloud";

describe("The check of a physical network", () => {
  it("fails if no SR-IOV agent maps it, and suggests the nearest name", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.sriov[0].physicalNetwork = "srivo0";
      },
    });
    expect(resultOf(findings, "physical network", "srivo0")).toBe(
      'fail: No SR-IOV agent maps "srivo0" to a NIC (mapped: sriov0, sriov1): correct cpnr:sriov[0].physicalNetwork; did you mean "sriov0"?',
    );
    expect(resultOf(findings, "physical network", "sriov1")).toBe(
      "pass: An SR-IOV agent maps it to a NIC on compute-1.",
    );
    expect(resultOf(findings, "SR-IOV agents")).toBe(
      "not checked: No SR-IOV agent has the physical network srivo0.",
    );
  });

  it("fails without a suggestion if no name is similar", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.sriov[1].physicalNetwork = "datacentre";
      },
    });
    expect(resultOf(findings, "physical network", "datacentre")).toMatch(
      /correct cpnr:sriov\[1\]\.physicalNetwork\.$/,
    );
  });
});

describe("The check of a VLAN", () => {
  it("fails with the name and id of the network that uses it", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [vlanNetwork("squatter", "sriov0", 101)];
      },
    });
    expect(resultOf(findings, "VLAN", "sriov-network-1")).toBe(
      'fail: VLAN 101 of physical network sriov0 is already used by network "squatter" (id-of-squatter): choose a free VLAN in cpnr:sriov[0].vlan, or adopt that network.',
    );
  });

  it("fails if another network uses it in one of several segments", () => {
    const findings = runPreflight({
      cloud: (state) => {
        const { name, id, project_id, mtu, tags, ...segment } = vlanNetwork("many", "sriov1", 102);
        state.networks = [
          tenantNetwork("many", { segments: [{ "provider:network_type": "vxlan" }, segment] }),
        ];
      },
    });
    expect(resultOf(findings, "VLAN", "sriov-network-2")).toMatch(/^fail: VLAN 102 .* network "many"/);
  });

  it("passes if it is used on another physical network, or by this stack", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [
          vlanNetwork("elsewhere", "sriov1", 101),
          vlanNetwork("before", "sriov1", 102, { tags: [TAG] }),
        ];
      },
    });
    expect(resultOf(findings, "VLAN", "sriov-network-1")).toBe(
      "pass: VLAN 101 of physical network sriov0 is free.",
    );
    expect(resultOf(findings, "VLAN", "sriov-network-2")).toMatch(/^pass: .* is already used by this stack/);
  });

  it("is not made with credentials that see no VLANs, or neither networks nor agents", () => {
    const mine = runPreflight({
      cloud: (state) => {
        state.networks = [tenantNetwork("mine")];
      },
    });
    expect(resultOf(mine, "VLAN", "sriov-network-1")).toMatch(/^not checked: Neutron does not show the VLAN/);
    expect(resultOf(runPreflight({ unknown: ["agents"] }), "VLAN", "sriov-network-1")).toMatch(
      /^not checked: /,
    );
  });
});
