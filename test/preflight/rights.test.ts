import { type Case, resultOf, runPreflight, tenantNetwork } from "./cloud";

describe("The check of the rights", () => {
  const member: NonNullable<Case["cloud"]> = (state) => {
    state.roles = ["member"];
  };

  it("warns without the role admin, and lists what only administrators can create", () => {
    expect(resultOf(runPreflight({ cloud: member }), "rights")).toMatch(
      /^warning: .* only the role admin can create flavor "cross-numa-flavor", VLAN network "sriov-network-1"/,
    );
  });

  it("names a tenant network only if the stack file chooses its segment", () => {
    const chosen: Case = {
      settings: (raw) => {
        raw.management.segment = { type: "vxlan" };
      },
      cloud: member,
    };
    const chosenNetwork = /network "management-network" with a chosen segment/;
    expect(resultOf(runPreflight(chosen), "rights")).toMatch(chosenNetwork);
    expect(resultOf(runPreflight({ cloud: member }), "rights")).not.toMatch(/management-network/);
  });

  it("warns of networks of another project, in which Neutron refuses a chosen address and port security", () => {
    const withOwner = (project_id: string, roles: string[]) =>
      runPreflight({
        settings: (raw) => {
          raw.management.adopt = true;
        },
        cloud: (state) => {
          state.roles = roles;
          state.networks = [tenantNetwork("management-network", { project_id })];
        },
      }).filter(({ check }) => check === "rights in other projects");
    expect(withOwner("another", ["member"])).toMatchObject([
      { verdict: "warning", subject: "management-network" },
    ]);
    expect(withOwner("another", ["admin"])).toEqual([]);
    expect(withOwner(tenantNetwork("any").project_id, ["member"])).toEqual([]);
  });

  it("warns of an external network that is not shared: Nova attaches no server to it", () => {
    const findingsWith = (shared: boolean, roles: string[]) =>
      runPreflight({
        settings: (raw) => {
          raw.management.adopt = true;
        },
        cloud: (state) => {
          state.roles = roles;
          state.networks = [tenantNetwork("management-network", { "router:external": true, shared })];
        },
      }).filter(({ check }) => check === "rights in external networks");
    expect(findingsWith(false, ["member"])).toMatchObject([
      { verdict: "warning", subject: "management-network" },
    ]);
    expect(findingsWith(true, ["member"])).toEqual([]);
    expect(findingsWith(false, ["admin"])).toEqual([]);
  });

  it.each([
    ["reader", ["warning"]],
    ["_member_", ["warning"]],
    ["member", []],
    ["Admin", []],
  ])("with the role %s alone has the verdicts %j about the role", (role, verdicts) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.roles = [role];
      },
    });
    expect(findings.filter(({ check }) => check === "role").map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it("passes with the role Admin: OpenStack compares the names of roles without their case", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.roles = ["Admin"];
      },
    });
    expect(resultOf(findings, "rights")).toMatch(/^pass/);
  });

  it("does not warn the role advsvc, which may choose addresses in networks of other projects", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.management.adopt = true;
      },
      cloud: (state) => {
        state.roles = ["member", "advsvc"];
        state.networks = [tenantNetwork("management-network", { project_id: "another" })];
      },
    });
    expect(findings.filter(({ check }) => check === "rights in other projects")).toEqual([]);
  });

  it("is omitted if all these resources are adopted", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.flavor.adopt = true;
        for (const network of raw.sriov) {
          network.adopt = true;
        }
      },
      cloud: member,
    });
    expect(findings.filter(({ check }) => check === "rights")).toEqual([]);
  });
});
