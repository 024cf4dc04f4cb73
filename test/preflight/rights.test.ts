import { type Case, found, judged } from "./cloud";

describe("rights", () => {
  const member: NonNullable<Case["cloud"]> = (seen) => {
    seen.roles = ["member"];
  };

  it("warn who is no administrator of what only administrators may make", () => {
    expect(found(judged({ cloud: member }), "rights")).toMatch(
      /^warning: .* only the role admin may make flavor "cross-numa-flavor", VLAN network "sriov-network-1"/,
    );
  });

  it("are no matter where all such is adopted", () => {
    const checks = judged({
      settings: (raw) => {
        raw.flavor.adopt = true;
        for (const network of raw.sriov) {
          network.adopt = true;
        }
      },
      cloud: member,
    });
    expect(checks.filter(({ check }) => check === "rights")).toEqual([]);
  });
});
