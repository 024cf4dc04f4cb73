import { found, judged, OWNER, type Raw } from "./cloud";

/** VNFs after the lab's one, so many. */
const further = (count: number) => (raw: Raw) => {
  const [first] = raw.vnfs;
  raw.vnfs.push(...Array.from({ length: count }, (_, index) => ({ ...first, name: `vnf-${index}` })));
};

describe("the project's quota", () => {
  it.each([
    ["instances", { totalInstancesUsed: 10 }, /^fail: 1 needed, 0 of 10 left: free 1, or have/],
    [
      "cores",
      { totalCoresUsed: 17 },
      /^fail: 4 needed, 3 of 20 left: free 1, or have the project's quota raised/,
    ],
    ["MiB of RAM", { totalRAMUsed: 51200 - 8191 }, /^fail: 8192 needed, 8191 of 51200 left: free 1/],
    ["cores", { totalCoresUsed: 16 }, /^pass: 4 needed, 4 of 20 left/],
    ["cores", { maxTotalCores: -1, totalCoresUsed: 500 }, /^pass: There is no limit/],
  ])("of %s, with %j", (unit, limits, expected) => {
    const checks = judged({
      cloud: (seen) => {
        seen.limits = { ...seen.limits, ...limits };
      },
    });
    expect(found(checks, "quota", unit)).toMatch(expected);
  });

  it.each([
    ["networks", "network", 97],
    ["subnets", "subnet", 97],
    ["ports", "port", 97],
  ])("of %s counts what is reserved", (unit, resource, used) => {
    const checks = judged({
      cloud: (seen) => {
        seen.networkQuota = { ...seen.networkQuota, [resource]: { limit: 101, used, reserved: 1 } };
      },
    });
    expect(found(checks, "quota", unit)).toBe(
      `fail: 4 needed, 3 of 101 left: free 1, or have the project's quota raised (openstack quota show --usage).`,
    );
  });

  it("is needed for the VNFs only that have no server yet", () => {
    const checks = judged({
      settings: further(2),
      cloud: (seen) => {
        seen.servers = [
          { id: "a", name: "cpnr-dns-1", metadata: { "cpnr-stack": OWNER } },
          { id: "b", name: "vnf-0", metadata: {} },
        ];
      },
    });
    expect(found(checks, "quota", "instances")).toMatch(/^pass: 2 needed/);
    expect(found(checks, "quota", "cores")).toMatch(/^pass: 8 needed/);
  });
});
