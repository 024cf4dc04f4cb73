import type { Segment } from "../../openstack/resources";
import {
  adoptManagementNetwork,
  adoptSriovNetworks,
  resultOf,
  runPreflight,
  tenantNetwork,
  vlanNetwork,
} from "./cloud";

describe("The check of a network to create", () => {
  it("fails if the project has another network with this name", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [tenantNetwork("management-network")];
      },
    });
    expect(resultOf(findings, "network", "management-network")).toMatch(
      /^fail: The project already has a network "management-network" \(id-of-management-network\): set cpnr:management.adopt to true/,
    );
  });

  it("passes if only another project has a network with this name", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [tenantNetwork("management-network", { project_id: "other" })];
      },
    });
    expect(resultOf(findings, "network", "management-network")).toBe(
      "pass: The name is free in the project.",
    );
  });
});

describe("The check of a network to adopt", () => {
  it("fails if the network does not exist, and suggests the nearest name", () => {
    const findings = runPreflight({
      settings: adoptManagementNetwork,
      cloud: (state) => {
        state.networks = [tenantNetwork("managment-network")];
      },
    });
    expect(resultOf(findings, "network", "management-network")).toBe(
      'fail: There is no network "management-network" to adopt: correct cpnr:management.name, or remove adopt to create the network; did you mean "managment-network"?',
    );
  });

  it("fails with the ids if two networks have this name", () => {
    const findings = runPreflight({
      settings: adoptManagementNetwork,
      cloud: (state) => {
        state.networks = ["a", "b"].map((id) => tenantNetwork("management-network", { id }));
      },
    });
    expect(resultOf(findings, "network", "management-network")).toBe(
      'fail: 2 networks have the name "management-network": set the id of the one that you mean in cpnr:management.name (a, b).',
    );
  });

  it("passes if the network is configured by id", () => {
    const id = "2457f0de-8834-4f96-b546-42890c317405";
    const findings = runPreflight({
      settings: (raw) => {
        raw.management = { ...raw.management, adopt: true, name: id };
      },
      cloud: (state) => {
        state.networks = ["a", id].map((each) => tenantNetwork("same", { id: each }));
      },
    });
    expect(resultOf(findings, "network", id)).toBe(`pass: It exists (${id}).`);
  });

  it.each([
    [
      "fails if the network is on another physical network",
      vlanNetwork("sriov-network-1", "sriov1", 101),
      /^fail: The network is on physical network sriov1, not on sriov0/,
    ],
    [
      "fails if the network has another VLAN",
      vlanNetwork("sriov-network-1", "sriov0", 103),
      /^fail: The network has VLAN 103, not 101/,
    ],
    [
      "passes if the network has the configured segment",
      vlanNetwork("sriov-network-1", "sriov0", 101),
      /^pass: The network is VLAN 101 of physical network sriov0/,
    ],
    [
      "passes if one of the network's segments is the configured one",
      tenantNetwork("sriov-network-1", {
        segments: [segmentOf("vxlan", null, 1001), segmentOf("vlan", "sriov0", 101)],
      }),
      /^pass: The network is VLAN 101 of physical network sriov0/,
    ],
    [
      "fails if no segment of the network is on the physical network",
      tenantNetwork("sriov-network-1", {
        segments: [segmentOf("vxlan", null, 1001), segmentOf("vlan", "sriov1", 101)],
      }),
      /^fail: The network is on physical network none and sriov1, not on sriov0/,
    ],
    ["is not made if Neutron does not show the segment", tenantNetwork("sriov-network-1"), /^not checked: /],
  ])("%s", (_, network, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.sriov[0].adopt = true;
      },
      cloud: (state) => {
        state.networks = [network];
      },
    });
    expect(resultOf(findings, "segment", "sriov-network-1")).toMatch(expected);
  });

  it.each([
    [
      "fails if the network has no subnet with the CIDR",
      "10.10.11.0/24",
      /^fail: The network has no subnet 10.10.10.0\/24: correct cpnr:management.subnets/,
    ],
    [
      "passes if the network has a subnet with the CIDR",
      "10.10.10.0/24",
      /^pass: The network has 10.10.10.0\/24/,
    ],
  ])("%s", (_, cidr, expected) => {
    const findings = runPreflight({
      settings: adoptManagementNetwork,
      cloud: (state) => {
        state.networks = [tenantNetwork("management-network")];
        state.subnets = [
          { id: "s", network_id: "id-of-management-network", cidr },
          { id: "t", network_id: "another", cidr: "10.10.10.0/24" },
        ];
      },
    });
    expect(resultOf(findings, "subnets", "management-network")).toMatch(expected);
  });

  it.each([
    ["slaac", "slaac", /^fail: .*fd00:1::\/64 itself .* refuses fd00:1::21: use another subnet/],
    [null, "dhcpv6-stateless", /^fail: .* refuses fd00:1::21/],
    ["dhcpv6-stateful", "dhcpv6-stateful", /^pass/],
    [null, null, /^pass/],
  ])(
    "with the IPv6 modes %s and %s accept a chosen address only if Neutron does",
    (mode, raMode, expected) => {
      const cidr = "fd00:1::/64";
      const findings = runPreflight({
        settings: (raw) => {
          adoptManagementNetwork(raw);
          raw.management.subnets.push({ name: "v6", cidr });
          raw.vnfs[0].management.push("fd00:1::21");
        },
        cloud: (state) => {
          const network_id = "id-of-management-network";
          const v6 = { id: "v6", network_id, cidr, ipv6_address_mode: mode, ipv6_ra_mode: raMode };
          state.networks = [tenantNetwork("management-network")];
          state.subnets = [{ id: "v4", network_id, cidr: "10.10.10.0/24" }, v6];
        },
      });
      expect(resultOf(findings, "subnets", "management-network")).toMatch(expected);
    },
  );
});

describe("The check of the MTUs of the SR-IOV networks", () => {
  it.each([
    [
      "fails if a network has a smaller MTU than the bond",
      9000,
      [1500, 9000],
      /^fail: .*lower cpnr:bond.mtu from 9000 to at most 1500/,
    ],
    [
      "fails if the MTUs differ and the bond has no MTU",
      undefined,
      [1500, 9000],
      /^fail: .*set cpnr:bond.mtu to 1500/,
    ],
    ["passes if both networks carry the MTU of the bond", 1500, [1500, 9000], /^pass: /],
    ["passes if both networks have the same MTU", undefined, [9000, 9000], /^pass: /],
  ])("%s", (_, mtu, carried, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        adoptSriovNetworks(raw);
        raw.bond.mtu = mtu;
      },
      cloud: (state) => {
        state.networks = carried.map((each, index) =>
          vlanNetwork(`sriov-network-${index + 1}`, `sriov${index}`, 101 + index, { mtu: each }),
        );
      },
    });
    expect(resultOf(findings, "MTU")).toMatch(expected);
  });
});

/** A segment of a network, as administrators see it. */
function segmentOf(type: string, physicalNetwork: string | null, id: number): Segment {
  return {
    "provider:network_type": type,
    "provider:physical_network": physicalNetwork,
    "provider:segmentation_id": id,
  };
}
