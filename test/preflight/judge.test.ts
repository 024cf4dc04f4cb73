import { candidatesOn, OWNER, runPreflight, serverWith, TAG, tenantNetwork, vlanNetwork } from "./cloud";

describe("Preflight of the lab's stack in an empty cloud", () => {
  it("passes all checks that can be made", () => {
    expect(runPreflight().filter(({ verdict }) => verdict !== "pass")).toEqual([
      expect.objectContaining({ check: "NUMA nodes", verdict: "not checked" }),
    ]);
  });

  it("has each check of each subject once", () => {
    const subjects = runPreflight().map(({ check, subject }) => `${check} of ${subject}`);
    expect(new Set(subjects).size).toBe(subjects.length);
  });
});

describe("Preflight with existing resources", () => {
  it("passes if this stack created them", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [
          vlanNetwork("sriov-network-1", "sriov0", 101, { tags: [TAG] }),
          vlanNetwork("sriov-network-2", "sriov1", 102, { tags: [TAG] }),
          tenantNetwork("management-network", { tags: [TAG] }),
          tenantNetwork("orchestration-network", { tags: [TAG] }),
        ];
        state.flavors = [
          { name: "cross-numa-flavor", ram: 8192, vcpus: 4, disk: 40, extra_specs: { "cpnr:stack": OWNER } },
        ];
        state.servers = [serverWith()];
        state.addressed = ["192.168.100.101", "10.10.10.101", "172.16.1.10", "172.16.1.10"].map(
          (address, index) => ({
            id: `port-${index}`,
            name: "",
            network_id: `id-of-${["orchestration-network", "management-network", "sriov-network-1", "sriov-network-2"][index]}`,
            tags: [TAG],
            device_owner: "compute:nova",
            device_id: "server",
            fixed_ips: [{ ip_address: address }],
          }),
        );
        state.limits = { ...state.limits, totalInstancesUsed: 10, totalCoresUsed: 20, totalRAMUsed: 51200 };
        for (const resource of ["network", "subnet", "port"]) {
          state.networkQuota = { ...state.networkQuota, [resource]: { limit: 4, used: 4, reserved: 0 } };
        }
        state.candidates = candidatesOn({});
      },
    });
    expect(findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
  });

  it("fails if a stack with the same name in another project created them", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networks = [vlanNetwork("sriov-network-1", "sriov0", 101, { tags: ["cpnr-stack=other/lab"] })];
      },
    });
    expect(findings.filter(({ verdict }) => verdict === "fail").map(({ check }) => check)).toEqual([
      "VLAN",
      "network",
    ]);
  });
});

describe("Preflight with credentials that see nothing", () => {
  it("passes no check", () => {
    const allValues = [
      "extensions",
      "agents",
      "networks",
      "subnets",
      "addressed",
      "adopted",
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
      "candidates",
    ] as const;
    const findings = runPreflight({
      cloud: (state) => {
        state.roles = ["member"];
      },
      unknown: allValues,
    });
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(["not checked", "warning"]));
    expect(findings.find(({ check }) => check === "VLAN")?.actual).toBe("Unknown: there was no response.");
  });
});
