import { judged, OWNER, TAG, tenantNetwork, vlanNetwork } from "./cloud";

describe("the lab's stack in an empty cloud", () => {
  it("passes in all that can be known", () => {
    expect(judged().filter(({ verdict }) => verdict !== "pass")).toEqual([
      expect.objectContaining({ check: "NUMA nodes", verdict: "not checked" }),
    ]);
  });

  it("says each thing once", () => {
    const things = judged().map(({ check, subject }) => `${check} of ${subject}`);
    expect(new Set(things).size).toBe(things.length);
  });
});

describe("what this very stack made", () => {
  it("is not in its own way", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.networks = [
          vlanNetwork("sriov-network-1", "sriov0", 101, { tags: [TAG] }),
          vlanNetwork("sriov-network-2", "sriov1", 102, { tags: [TAG] }),
          tenantNetwork("management-network", { tags: [TAG] }),
          tenantNetwork("orchestration-network", { tags: [TAG] }),
        ];
        seen.flavors = [
          { name: "cross-numa-flavor", ram: 8192, vcpus: 4, disk: 40, extra_specs: { "cpnr:stack": OWNER } },
        ];
        seen.servers = [{ id: "server", name: "cpnr-dns-1", metadata: { "cpnr-stack": OWNER } }];
        seen.addressed = ["192.168.100.101", "10.10.10.101", "172.16.1.10", "172.16.1.10"].map(
          (address, index) => ({
            id: `port-${index}`,
            name: "",
            network_id: `id-of-${["orchestration-network", "management-network", "sriov-network-1", "sriov-network-2"][index]}`,
            tags: [TAG],
            device_owner: "compute:nova",
            fixed_ips: [{ ip_address: address }],
          }),
        );
        seen.limits = { ...seen.limits, totalInstancesUsed: 10, totalCoresUsed: 20, totalRAMUsed: 51200 };
        for (const resource of ["network", "subnet", "port"]) {
          seen.networkQuota = { ...seen.networkQuota, [resource]: { limit: 4, used: 4, reserved: 0 } };
        }
        seen.capacity = {};
      },
    });
    expect(checks.filter(({ verdict }) => verdict === "fail")).toEqual([]);
  });

  it("is in the way of another stack of the same name in another project", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.networks = [vlanNetwork("sriov-network-1", "sriov0", 101, { tags: ["cpnr-stack=other/lab"] })];
      },
    });
    expect(checks.filter(({ verdict }) => verdict === "fail").map(({ check }) => check)).toEqual([
      "VLAN",
      "network",
    ]);
  });
});

describe("credentials that see nothing", () => {
  it("pass nothing", () => {
    const everything = [
      "extensions",
      "agents",
      "networks",
      "subnets",
      "addressed",
      "bound",
      "securityGroups",
      "networkQuota",
      "flavors",
      "limits",
      "zones",
      "zoneHosts",
      "hypervisors",
      "servers",
      "images",
      "capacity",
    ] as const;
    const checks = judged({
      cloud: (seen) => {
        seen.roles = ["member"];
      },
      unknown: everything,
    });
    expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(["not checked", "warning"]));
    expect(checks.find(({ check }) => check === "VLAN")?.actual).toBe("Not known: nobody says.");
  });
});
