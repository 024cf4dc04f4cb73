import { portWith, type Raw, resultOf, runPreflight, TAG, tenantNetwork } from "./cloud";

/** Adopts the management network. */
const adoptManagementNetwork = (raw: Raw) => {
  raw.management.adopt = true;
};

describe("The check of the addresses", () => {
  it.each([
    [
      "fails if another port uses an address",
      portWith("10.10.10.101", "management-network"),
      /^fail: 10.10.10.101 is used by port port-10.10.10.101:/,
    ],
    [
      "passes if a port of this stack uses the address",
      portWith("10.10.10.101", "management-network", [TAG]),
      /^pass: /,
    ],
    [
      "passes if a port in another network uses the address",
      portWith("10.10.10.101", "elsewhere"),
      /^pass: /,
    ],
  ])("%s", (_, port, expected) => {
    const findings = runPreflight({
      settings: adoptManagementNetwork,
      cloud: (state) => {
        state.networks = [tenantNetwork("management-network")];
        state.addressed = [port];
      },
    });
    expect(resultOf(findings, "addresses", "management-network")).toMatch(expected);
  });

  it("is not made in a network of another project: only administrators see its ports", () => {
    const findings = runPreflight({
      settings: adoptManagementNetwork,
      cloud: (state) => {
        state.networks = [tenantNetwork("management-network", { project_id: "other" })];
      },
      unknown: ["agents"],
    });
    expect(resultOf(findings, "addresses", "management-network")).toMatch(
      /^not checked: .*belongs to another project/,
    );
  });
});

describe("The check of a security group", () => {
  it.each([
    [
      "fails if it does not exist",
      [],
      /^fail: There is no security group "dns": correct cpnr:management.securityGroups/,
    ],
    [
      "fails if two groups have its name",
      ["a", "b"],
      /^fail: 2 security groups have the name "dns" \(a, b\)/,
    ],
    ["passes if it exists once", ["a"], /^pass: It exists \(a\)/],
  ])("%s", (_, ids, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.management.securityGroups = ["dns"];
      },
      cloud: (state) => {
        state.securityGroups = ids.map((id) => ({ id, name: "dns" }));
      },
    });
    expect(resultOf(findings, "security group")).toMatch(expected);
  });
});
