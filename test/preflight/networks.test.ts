import { adoptedManagement, adoptedPair, found, judged, tenantNetwork, vlanNetwork } from "./cloud";

describe("a network to create", () => {
  it("fails where the project has another of its name", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.networks = [tenantNetwork("management-network")];
      },
    });
    expect(found(checks, "network", "management-network")).toMatch(
      /^fail: The project has a network "management-network" already \(id-of-management-network\): set cpnr:management.adopt to true/,
    );
  });

  it("passes where only another project has one of its name", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.networks = [tenantNetwork("management-network", { project_id: "other" })];
      },
    });
    expect(found(checks, "network", "management-network")).toBe("pass: The name is free in the project.");
  });
});

describe("a network to adopt", () => {
  it("fails where there is none, and the near name is suggested", () => {
    const checks = judged({
      settings: adoptedManagement,
      cloud: (seen) => {
        seen.networks = [tenantNetwork("managment-network")];
      },
    });
    expect(found(checks, "network", "management-network")).toBe(
      'fail: There is no network "management-network" to adopt: correct cpnr:management.name, or leave adopt out to have it created; did you mean "managment-network"?',
    );
  });

  it("fails where two have its name, with their ids", () => {
    const checks = judged({
      settings: adoptedManagement,
      cloud: (seen) => {
        seen.networks = ["a", "b"].map((id) => tenantNetwork("management-network", { id }));
      },
    });
    expect(found(checks, "network", "management-network")).toBe(
      'fail: There are 2 networks "management-network": put the id of the one you mean into cpnr:management.name (a, b).',
    );
  });

  it("passes by its id", () => {
    const id = "2457f0de-8834-4f96-b546-42890c317405";
    const checks = judged({
      settings: (raw) => {
        raw.management = { ...raw.management, adopt: true, name: id };
      },
      cloud: (seen) => {
        seen.networks = ["a", id].map((each) => tenantNetwork("same", { id: each }));
      },
    });
    expect(found(checks, "network", id)).toBe(`pass: It is there (${id}).`);
  });

  it.each([
    [
      "on another physical network",
      vlanNetwork("sriov-network-1", "sriov1", 101),
      /^fail: It is on physical network sriov1, not on sriov0/,
    ],
    [
      "whose VLAN is another",
      vlanNetwork("sriov-network-1", "sriov0", 103),
      /^fail: It has VLAN 103, not 101/,
    ],
    [
      "as configured",
      vlanNetwork("sriov-network-1", "sriov0", 101),
      /^pass: It is VLAN 101 of physical network sriov0/,
    ],
    ["whose segment is not shown", tenantNetwork("sriov-network-1"), /^not checked: /],
  ])("is judged by its segment: %s", (_, network, expected) => {
    const checks = judged({
      settings: (raw) => {
        raw.sriov[0].adopt = true;
      },
      cloud: (seen) => {
        seen.networks = [network];
      },
    });
    expect(found(checks, "segment", "sriov-network-1")).toMatch(expected);
  });

  it.each([
    [
      "fails without a subnet of the CIDR",
      "10.10.11.0/24",
      /^fail: It has no subnet 10.10.10.0\/24: correct cpnr:management.subnets/,
    ],
    ["passes with it", "10.10.10.0/24", /^pass: It has 10.10.10.0\/24/],
  ])("%s", (_, cidr, expected) => {
    const checks = judged({
      settings: adoptedManagement,
      cloud: (seen) => {
        seen.networks = [tenantNetwork("management-network")];
        seen.subnets = [
          { id: "s", network_id: "id-of-management-network", cidr },
          { id: "t", network_id: "another", cidr: "10.10.10.0/24" },
        ];
      },
    });
    expect(found(checks, "subnets", "management-network")).toMatch(expected);
  });
});

describe("the pair's MTU", () => {
  it.each([
    ["fails below the bond's", 9000, [1500, 9000], /^fail: .*lower cpnr:bond.mtu from 9000 to at most 1500/],
    [
      "fails where the networks differ and the bond names none",
      undefined,
      [1500, 9000],
      /^fail: .*set cpnr:bond.mtu to 1500/,
    ],
    ["passes where both carry the bond's", 1500, [1500, 9000], /^pass: /],
    ["passes where both are alike", undefined, [9000, 9000], /^pass: /],
  ])("%s", (_, mtu, carried, expected) => {
    const checks = judged({
      settings: (raw) => {
        adoptedPair(raw);
        raw.bond.mtu = mtu;
      },
      cloud: (seen) => {
        seen.networks = carried.map((each, index) =>
          vlanNetwork(`sriov-network-${index + 1}`, `sriov${index}`, 101 + index, { mtu: each }),
        );
      },
    });
    expect(found(checks, "MTU")).toMatch(expected);
  });
});
