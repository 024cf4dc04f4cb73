import type { Flavor } from "../../openstack/resources";
import { found, judged, OWNER, type Raw } from "./cloud";

const SPANNING = { "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" };

function flavorOf(extra_specs?: Record<string, string>, fields: Partial<Flavor> = {}): Flavor {
  return {
    name: "custom",
    ram: 8192,
    vcpus: 4,
    disk: 40,
    ...(extra_specs ? { extra_specs } : {}),
    ...fields,
  };
}

const adoptedFlavor = (raw: Raw) => {
  raw.flavor = { name: "custom", adopt: true };
};

describe("a flavor to adopt", () => {
  it.each([
    [
      "spans one node",
      flavorOf({ ...SPANNING, "hw:numa_nodes": "1" }),
      /^fail: It spans 1 NUMA node.*hw:numa_nodes is 1, and must be 2 or more/,
    ],
    [
      "says nothing of nodes",
      flavorOf({ "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" }),
      /^fail: .*hw:numa_nodes is missing/,
    ],
    [
      "has shared CPUs",
      flavorOf({ ...SPANNING, "hw:cpu_policy": "shared" }),
      /^fail: It has shared CPUs \(hw:cpu_policy must be dedicated\)/,
    ],
    [
      "has small pages",
      flavorOf({ ...SPANNING, "hw:mem_page_size": "small" }),
      /^fail: It has small memory pages/,
    ],
    [
      "says nothing of pages",
      flavorOf({ "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated" }),
      /^fail: It has small memory pages/,
    ],
    [
      "has vCPUs that do not divide",
      flavorOf(SPANNING, { vcpus: 5 }),
      /^fail: It has 5 vCPUs, which do not divide over 2/,
    ],
    ["has RAM that does not divide", flavorOf(SPANNING, { ram: 8191 }), /^fail: It has 8191 MiB of RAM/],
    [
      "has several faults",
      flavorOf({}),
      /^fail: It spans 1 .*, and has shared CPUs .*, and has small memory pages/,
    ],
    ["does not show its extra specs", flavorOf(), /^not checked: /],
    [
      "is as it must be",
      flavorOf({ ...SPANNING, "hw:mem_page_size": "1GB" }),
      /^pass: It spans 2 NUMA nodes with 4 dedicated CPUs/,
    ],
    [
      "divides as its own specs say",
      flavorOf({ ...SPANNING, "hw:numa_cpus.0": "0,1,2", "hw:numa_cpus.1": "3,4" }, { vcpus: 5 }),
      /^pass: /,
    ],
  ])("that %s", (_, flavor, expected) => {
    const checks = judged({
      settings: adoptedFlavor,
      cloud: (seen) => {
        seen.flavors = [flavor];
      },
    });
    expect(found(checks, "flavor")).toMatch(expected);
  });

  it("fails where there is none, and the near name is suggested", () => {
    const checks = judged({
      settings: adoptedFlavor,
      cloud: (seen) => {
        seen.flavors = [flavorOf(SPANNING, { name: "costum" })];
      },
    });
    expect(found(checks, "flavor")).toMatch(
      /^fail: There is no flavor "custom" to adopt: .*did you mean "costum"\?/,
    );
    expect(found(checks, "quota", "cores")).toBe('not checked: Not known: there is no flavor "custom".');
  });
});

describe("a flavor to create", () => {
  it.each([
    ["fails where the name is taken", {}, /^fail: The cloud has a flavor "cross-numa-flavor" already/],
    ["passes where it is this stack's", { "cpnr:stack": OWNER }, /^pass: It is there, this stack's own/],
  ])("%s", (_, specs, expected) => {
    const checks = judged({
      cloud: (seen) => {
        seen.flavors = [flavorOf(specs, { name: "cross-numa-flavor" })];
      },
    });
    expect(found(checks, "flavor")).toMatch(expected);
  });

  it("is not checked with credentials that see no private flavors", () => {
    expect(found(judged({ unknown: ["hypervisors"] }), "flavor")).toMatch(/^not checked: /);
  });
});
