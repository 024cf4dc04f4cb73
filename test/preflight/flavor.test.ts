import type { Flavor } from "../../openstack/resources";
import { imageNamed, OWNER, type Raw, resultOf, runPreflight } from "./cloud";

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

const adoptFlavor = (raw: Raw) => {
  raw.flavor = { name: "custom", adopt: true };
};

describe("The check of a flavor to adopt", () => {
  it.each([
    [
      "fails if the flavor spans one NUMA node",
      flavorOf({ ...SPANNING, "hw:numa_nodes": "1" }),
      /^fail: The flavor spans 1 NUMA node.*hw:numa_nodes is 1, but must be 2 or more/,
    ],
    [
      "fails if hw:numa_nodes is missing",
      flavorOf({ "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" }),
      /^fail: .*hw:numa_nodes is missing/,
    ],
    [
      "fails if the flavor has shared CPUs",
      flavorOf({ ...SPANNING, "hw:cpu_policy": "shared" }),
      /^fail: The flavor has shared CPUs \(hw:cpu_policy must be dedicated\)/,
    ],
    [
      "passes if the flavor asks Placement itself for dedicated CPUs",
      flavorOf({ "hw:numa_nodes": "2", "hw:mem_page_size": "large", "resources:PCPU": "4" }),
      /^pass: /,
    ],
    [
      "fails if the flavor has small pages",
      flavorOf({ ...SPANNING, "hw:mem_page_size": "small" }),
      /^fail: The flavor has small memory pages/,
    ],
    [
      "fails if hw:mem_page_size is missing",
      flavorOf({ "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated" }),
      /^fail: The flavor has small memory pages/,
    ],
    [
      "fails if the vCPUs can't be divided equally",
      flavorOf(SPANNING, { vcpus: 5 }),
      /^fail: Nova refuses the flavor: 5 vCPUs and 8192 MiB can't be divided equally between 2 NUMA nodes/,
    ],
    [
      "fails if the RAM can't be divided equally",
      flavorOf(SPANNING, { ram: 8191 }),
      /^fail: Nova refuses the flavor: 4 vCPUs and 8191 MiB can't be divided equally/,
    ],
    [
      "reports several faults in one sentence",
      flavorOf({}),
      /^fail: The flavor spans 1 .*, and has shared CPUs .*, and has small memory pages/,
    ],
    ["is not made if Nova does not show the extra specs", flavorOf(), /^not checked: /],
    [
      "passes for a suitable flavor",
      flavorOf({ ...SPANNING, "hw:mem_page_size": "1GB" }),
      /^pass: The flavor spans 2 NUMA nodes, with 4 dedicated CPUs/,
    ],
    [
      "passes if the extra specs divide the vCPUs and the RAM unequally",
      flavorOf(
        {
          ...SPANNING,
          ...{ "hw:numa_cpus.0": "0,1,2", "hw:numa_cpus.1": "3,4" },
          ...{ "hw:numa_mem.0": "6144", "hw:numa_mem.1": "2048" },
        },
        { vcpus: 5 },
      ),
      /^pass: /,
    ],
    [
      "fails if the extra specs divide only the vCPUs: Nova wants both",
      flavorOf({ ...SPANNING, "hw:numa_cpus.0": "0,1", "hw:numa_cpus.1": "2,3" }),
      /^fail: Nova refuses the flavor: hw:numa_cpus and hw:numa_mem must be given for each of 2 NUMA nodes/,
    ],
    [
      "fails if the RAM of a NUMA node is no whole number of pages",
      flavorOf({ ...SPANNING, "hw:mem_page_size": "1GB" }, { ram: 9216 }),
      /^fail: The flavor has 4608 MiB on a NUMA node, which is not a whole number of pages of 1048576 KiB/,
    ],
  ])("%s", (_, flavor, expected) => {
    const findings = runPreflight({
      settings: adoptFlavor,
      cloud: (state) => {
        state.flavors = [flavor];
      },
    });
    expect(resultOf(findings, "flavor")).toMatch(expected);
  });

  it("fails if the flavor does not exist, and suggests the nearest name", () => {
    const findings = runPreflight({
      settings: adoptFlavor,
      cloud: (state) => {
        state.flavors = [flavorOf(SPANNING, { name: "costum" })];
      },
    });
    expect(resultOf(findings, "flavor")).toMatch(
      /^fail: There is no flavor "custom" to adopt: .*did you mean "costum"\?/,
    );
    expect(resultOf(findings, "quota", "cores")).toBe('not checked: Unknown: there is no flavor "custom".');
  });
});

describe("The check of the flavor with the image", () => {
  const resultWith = (properties: Record<string, unknown>, settings?: (raw: Raw) => void) =>
    runPreflight({
      ...(settings ? { settings } : {}),
      cloud: (state) => {
        state.images = [imageNamed("cpnr-image", properties)];
        state.flavors = [flavorOf(SPANNING)];
      },
    })
      .filter(({ check }) => check === "flavor and image")
      .map(({ verdict, actual }) => `${verdict}: ${actual}`);

  it("is omitted if the image asks for nothing", () => {
    expect(resultWith({ hw_disk_bus: "virtio" })).toEqual([]);
  });

  it.each([
    [
      { hw_mem_page_size: "small" },
      /^fail: With the image \(hw_mem_page_size=small\) the server has small memory pages/,
    ],
    [{ hw_mem_page_size: "1GB" }, /^pass: /],
    [{ hw_cpu_policy: "shared" }, /^pass: /],
    [
      { hw_numa_nodes: 2 },
      /^fail: Nova refuses the flavor with the image \(hw_numa_nodes=2\): the flavor has hw:numa_nodes/,
    ],
  ])("with %j is as Nova decides, for a created and for an adopted flavor", (properties, expected) => {
    for (const settings of [undefined, adoptFlavor]) {
      expect(resultWith(properties, settings)).toEqual([expect.stringMatching(expected)]);
    }
  });
});

describe("The check of a flavor to create", () => {
  it.each([
    ["fails if the name is not free", {}, /^fail: The cloud already has a flavor "cross-numa-flavor"/],
    [
      "passes if this stack created the flavor",
      { "cpnr:stack": OWNER },
      /^pass: It exists \(created by this stack\)/,
    ],
  ])("%s", (_, specs, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.flavors = [flavorOf(specs, { name: "cross-numa-flavor" })];
      },
    });
    expect(resultOf(findings, "flavor")).toMatch(expected);
  });

  it("is not made with credentials that do not see all private flavors", () => {
    expect(resultOf(runPreflight({ unknown: ["hypervisors"] }), "flavor")).toMatch(/^not checked: /);
  });
});
