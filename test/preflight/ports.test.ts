import { found, judged, portWith, type Raw, TAG, tenantNetwork } from "./cloud";

/** Adopts the management network. */
const adoptedManagement = (raw: Raw) => {
  raw.management.adopt = true;
};

describe("the VNFs' addresses", () => {
  it.each([
    [
      "fail where another's port has one",
      portWith("10.10.10.101", "management-network"),
      /^fail: 10.10.10.101 is port port-10.10.10.101's/,
    ],
    ["pass where this stack's port has it", portWith("10.10.10.101", "management-network", [TAG]), /^pass: /],
    ["pass where a port of another network has it", portWith("10.10.10.101", "elsewhere"), /^pass: /],
  ])("%s", (_, port, expected) => {
    const checks = judged({
      settings: adoptedManagement,
      cloud: (seen) => {
        seen.networks = [tenantNetwork("management-network")];
        seen.addressed = [port];
      },
    });
    expect(found(checks, "addresses", "management-network")).toMatch(expected);
  });

  it("are not checked in another project's network, whose ports only administrators see", () => {
    const checks = judged({
      settings: adoptedManagement,
      cloud: (seen) => {
        seen.networks = [tenantNetwork("management-network", { project_id: "other" })];
      },
      unknown: ["agents"],
    });
    expect(found(checks, "addresses", "management-network")).toMatch(/^not checked: .*another project's/);
  });
});

describe("a security group", () => {
  it.each([
    [
      "fails where there is none",
      [],
      /^fail: There is no security group "dns": correct cpnr:management.securityGroups/,
    ],
    ["fails where two have its name", ["a", "b"], /^fail: There are 2 security groups "dns" \(a, b\)/],
    ["passes", ["a"], /^pass: It is there \(a\)/],
  ])("%s", (_, ids, expected) => {
    const checks = judged({
      settings: (raw) => {
        raw.management.securityGroups = ["dns"];
      },
      cloud: (seen) => {
        seen.securityGroups = ids.map((id) => ({ id, name: "dns" }));
      },
    });
    expect(found(checks, "security group")).toMatch(expected);
  });
});
