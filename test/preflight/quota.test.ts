import type { ServerGroup } from "../../openstack/resources";
import { groupOf, type Raw, resultOf, runPreflight, serverWith } from "./cloud";

/** Adds `count` VNFs after the VNF of the lab. */
const addVnfs = (count: number) => (raw: Raw) => {
  const [first] = raw.vnfs;
  raw.vnfs.push(...Array.from({ length: count }, (_, index) => ({ ...first, name: `vnf-${index}` })));
};

describe("The check of the project's quota", () => {
  it.each([
    ["instances", { totalInstancesUsed: 10 }, /^fail: 1 needed, 0 of 10 left: free 1, or ask/],
    [
      "cores",
      { totalCoresUsed: 17 },
      /^fail: 4 needed, 3 of 20 left: free 1, or ask for a higher quota of the project/,
    ],
    ["MiB of RAM", { totalRAMUsed: 51200 - 8191 }, /^fail: 8192 needed, 8191 of 51200 left: free 1/],
    ["cores", { totalCoresUsed: 16 }, /^pass: 4 needed, 4 of 20 left/],
    ["cores", { maxTotalCores: -1, totalCoresUsed: 500 }, /^pass: There is no limit/],
  ])("has the right result for %s with %j", (unit, limits, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.limits = { ...state.limits, ...limits };
      },
    });
    expect(resultOf(findings, "quota", unit)).toMatch(expected);
  });

  it.each([
    ["networks", "network", 97],
    ["subnets", "subnet", 97],
    ["ports", "port", 97],
  ])("counts reserved %s as used", (unit, resource, used) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.networkQuota = { ...state.networkQuota, [resource]: { limit: 101, used, reserved: 1 } };
      },
    });
    expect(resultOf(findings, "quota", unit)).toBe(
      `fail: 4 needed, 3 of 101 left: free 1, or ask for a higher quota of the project (openstack quota show).`,
    );
  });

  describe("of server groups", () => {
    const quotaOf = (subject: string, limits: object, groups: readonly ServerGroup[] = [], vnfs = 1) =>
      resultOf(
        runPreflight({
          settings: addVnfs(vnfs - 1),
          cloud: (state) => {
            state.limits = { ...state.limits, ...limits };
            state.serverGroups = groups;
          },
        }),
        "quota",
        subject,
      );
    const MEMBERS = "servers in the server group";

    it.each([
      [
        "no group is left",
        { totalServerGroupsUsed: 10 },
        [],
        /^fail: 1 needed, 0 of 10 left: free 1, or ask/,
      ],
      ["the group exists", { totalServerGroupsUsed: 10 }, [groupOf([])], /^pass: 0 needed/],
      [
        "only the group of the policy before exists",
        { totalServerGroupsUsed: 10 },
        [groupOf([], "anti-affinity")],
        /^fail: 1 needed/,
      ],
      ["there is no limit", { maxServerGroups: -1 }, [], /^pass: There is no limit/],
      ["Nova reports none", { maxServerGroups: undefined }, [], /^not checked: Nova reports no quota/],
    ])("has the right result if %s", (_, limits, groups, expected) => {
      expect(quotaOf("server groups", limits, groups)).toMatch(expected);
    });

    it.each([
      ["fits", 10, [], 10, /^pass: 10 needed, and the group has 0: a group may have 10\.$/],
      ["is too large", 10, [], 11, /^fail: 11 needed, .* a group may have 10\. Ask for a higher quota/],
      [
        "is too large with the servers that joined, whose users are not known",
        3,
        [groupOf(["a", "b"])],
        2,
        /^warning: 2 needed, and the group has 2: a group may have 3\. Some versions of Nova count only/,
      ],
      ["has no limit", -1, [], 11, /^pass: There is no limit/],
    ])(
      "has the right result if the number of VNFs %s",
      (_, maxServerGroupMembers, groups, vnfs, expected) => {
        expect(quotaOf(MEMBERS, { maxServerGroupMembers }, groups, vnfs)).toMatch(expected);
      },
    );

    it("is not checked with the policy none", () => {
      const findings = runPreflight({
        settings: (raw) => {
          raw.placement = { policy: "none" };
        },
      });
      expect(findings.filter(({ subject }) => subject.includes("server group"))).toEqual([]);
    });
  });

  it("counts only VNFs that have no server yet", () => {
    const findings = runPreflight({
      settings: addVnfs(2),
      cloud: (state) => {
        state.servers = [serverWith(), serverWith({ id: "b", name: "vnf-0", metadata: {} })];
      },
    });
    expect(resultOf(findings, "quota", "instances")).toMatch(/^pass: 2 needed/);
    expect(resultOf(findings, "quota", "cores")).toMatch(/^pass: 8 needed/);
  });
});
