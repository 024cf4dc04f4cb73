import fc from "fast-check";

/** Inventory of a resource class in Placement, and how much of it is used. */
interface Inventory {
  readonly total: number;
  readonly reserved: number;
  readonly min_unit: number;
  readonly max_unit: number;
  readonly step_size: number;
  readonly allocation_ratio: number;
  readonly used: number;
}

/** A NUMA node of a host, for Nova. Lists have numbers of CPUs. */
interface Cell {
  readonly shared: readonly number[];
  readonly dedicated: readonly number[];
  readonly pinned: readonly number[];
  readonly siblings: readonly (readonly number[])[];
  /** In MiB. */
  readonly memory: number;
  /** Size in KiB and number of the memory pages. */
  readonly pages: readonly (readonly [number, number])[];
}

/** A resource provider: a host, or, without cells, a storage that shares its disk with hosts. */
export interface Provider {
  readonly id: string;
  readonly cloud: string;
  readonly inventories: Readonly<Record<string, Inventory>>;
  readonly traits: readonly string[];
  readonly aggregates: readonly string[];
  readonly cells: readonly Cell[];
}

const CELLS = [0, 1];

/** An inventory as libvirt reports it: without limits of a server's share. */
function plainInventory(total: number, used: number, allocation_ratio = 1): Inventory {
  return { total, reserved: 0, min_unit: 1, max_unit: total, step_size: 1, allocation_ratio, used };
}

/** An inventory as an administrator can make it. */
const inventory = (totals: number[], units: number[], steps: number[]) =>
  fc
    .record({
      total: fc.constantFrom(...totals),
      reserved: fc.constantFrom(0, 0, 0, 10, 512),
      min_unit: fc.constantFrom(1, 1, 1, 1, 1, 1, ...units),
      max_unit: fc.constantFrom(undefined, undefined, undefined, undefined, ...units),
      step_size: fc.constantFrom(1, 1, 1, 1, ...steps),
      allocation_ratio: fc.constantFrom(1, 1, 1.5),
      usedShare: fc.constantFrom(0, 0, 0.3, 0.5, 0.8),
    })
    .map(({ usedShare, reserved, ...found }) => ({
      ...found,
      reserved: Math.min(reserved, found.total / 2),
      max_unit: found.max_unit ?? found.total,
      used: Math.floor(found.total * usedShare),
    }));

/** How a host has its CPUs: cpu_dedicated_set, this and cpu_shared_set, vcpu_pin_set or nothing, or cpu_shared_set. */
const CPU_SETS = ["dedicated", "dedicated", "both", "both", "legacy", "shared"] as const;

const generatedHost = fc
  .record({
    cpus: fc.constantFrom<(typeof CPU_SETS)[number]>(...CPU_SETS),
    cpusPerCell: fc.constantFrom(4, 8, 12),
    pinned: fc.constantFrom(0, 0, 0, 1, 2, 4),
    usedVcpus: fc.constantFrom(0, 0, 8, 40),
    hasThreads: fc.boolean(),
    ram: inventory([8192, 16384, 65536], [4096, 3072], [1024, 3072]),
    disk: inventory([60, 200, 2000], [30, 50], [10]),
    hasDisk: fc.constantFrom(true, true, false),
    usesStorage: fc.boolean(),
    fpgas: fc.constantFrom(0, 0, 1, 3),
    hasEncryption: fc.constantFrom(true, false, false),
    traits: fc.subarray([
      "CUSTOM_FAST",
      "HW_CPU_X86_AVX2",
      "COMPUTE_SECURITY_TPM_2_0",
      "COMPUTE_EPHEMERAL_ENCRYPTION",
    ]),
    isDisabled: fc.constantFrom(true, ...Array<boolean>(9).fill(false)),
  })
  .map(({ cpus, cpusPerCell, pinned, ...host }) => {
    const cells = CELLS.map((cell) => cellOf(cell, cpus, cpusPerCell, pinned, host));
    const inCells = (list: (cell: Cell) => readonly number[]) => cells.flatMap(list).length;
    return {
      cells,
      traits: [
        ...host.traits,
        ...(host.hasThreads ? ["HW_CPU_HYPERTHREADING"] : []),
        ...(host.isDisabled ? ["COMPUTE_STATUS_DISABLED"] : []),
      ],
      usesStorage: host.usesStorage,
      inventories: {
        MEMORY_MB: host.ram,
        ...(host.hasDisk ? { DISK_GB: host.disk } : {}),
        ...(host.fpgas > 0 ? { CUSTOM_FPGA: plainInventory(host.fpgas, 0) } : {}),
        ...(host.hasEncryption ? { MEM_ENCRYPTION_CONTEXT: plainInventory(8, 0) } : {}),
        ...(cpus === "dedicated" || cpus === "both"
          ? {
              PCPU: plainInventory(
                inCells(({ dedicated }) => dedicated),
                inCells((cell) => cell.pinned),
              ),
            }
          : {}),
        ...(cpus === "dedicated"
          ? {}
          : {
              VCPU: plainInventory(
                inCells(({ shared }) => shared),
                host.usedVcpus,
                4,
              ),
            }),
      },
    };
  });

function cellOf(
  cell: number,
  cpus: (typeof CPU_SETS)[number],
  size: number,
  pinned: number,
  { hasThreads, ram }: { readonly hasThreads: boolean; readonly ram: Inventory },
): Cell {
  const all = Array.from({ length: size }, (_, index) => cell * size + index);
  const half = all.slice(0, size / 2);
  const dedicated = { dedicated: all, both: half, legacy: all, shared: [] }[cpus];
  return {
    shared: { dedicated: [], both: all.slice(size / 2), legacy: all, shared: all }[cpus],
    dedicated,
    pinned: dedicated.slice(0, pinned),
    siblings: hasThreads
      ? all.filter((cpu) => cpu % 2 === 0).map((cpu) => [cpu, cpu + 1])
      : all.map((cpu) => [cpu]),
    memory: ram.total / 2,
    pages: [
      [4, (ram.total / 4) * 256],
      [2048, ram.total / 8],
    ],
  };
}

const storage = inventory([100, 300, 1000], [30, 50], [10]);

/** Clouds of one to five hosts, some of which have their disk on a shared storage. */
const generatedCloud = fc.record({
  hosts: fc.array(generatedHost, { minLength: 1, maxLength: 5 }),
  storage: fc.option(storage),
});

/** Generates the resource providers of clouds. */
export function generateClouds(count: number): Provider[] {
  return fc.sample(generatedCloud, count).flatMap(({ hosts, storage: disk }, index) => {
    const cloud = `cloud-${index}`;
    const aggregate = uuidOf(index, 255);
    return [
      ...hosts.map(({ usesStorage, ...host }, position) => ({
        ...host,
        id: uuidOf(index, position),
        cloud,
        aggregates: disk !== null && usesStorage ? [aggregate] : [],
      })),
      ...(disk === null
        ? []
        : [
            {
              id: uuidOf(index, 254),
              cloud,
              inventories: { DISK_GB: disk },
              traits: ["MISC_SHARES_VIA_AGGREGATE"],
              aggregates: [aggregate],
              cells: [],
            },
          ]),
    ];
  });
}

function uuidOf(cloud: number, provider: number): string {
  const digits = (value: number, length: number) => value.toString(16).padStart(length, "0");
  return `${digits(cloud, 8)}-0000-4000-8000-${digits(provider, 12)}`;
}

/** Extra specs, with values that Nova accepts alone or not at all. */
const SPECS: Readonly<Record<string, readonly string[]>> = {
  "hw:cpu_policy": ["dedicated", "mixed", "shared", "some"],
  "hw:cpu_dedicated_mask": ["0-1", "^0", "0", "0-99"],
  "hw:cpu_thread_policy": ["prefer", "isolate", "isolate", "require", "some"],
  "hw:emulator_threads_policy": ["share", "isolate", "isolate", "none"],
  "hw:cpu_realtime": ["yes", "no"],
  "hw:cpu_realtime_mask": ["^0", "0-1", "1"],
  "hw:numa_nodes": ["1", "2", "2"],
  "hw:mem_page_size": ["large", "small", "1GB", "2MB", "4", "huge"],
  "hw:locked_memory": ["true", "false"],
  "hw:tpm_version": ["2.0", "1.2"],
  "hw:tpm_model": ["tpm-crb", "tpm-tis"],
  "hw:mem_encryption": ["true", "false"],
  "hw:pmem": ["fast,fast", " "],
  "hw:pci_numa_affinity_policy": ["socket", "preferred", "some"],
  "os:secure_boot": ["required", "optional"],
  "hw:ephemeral_encryption": ["true"],
  "hw:ephemeral_encryption_format": ["luks", "zip"],
  "resources:PCPU": ["4", "2", "5"],
  "resources:VCPU": ["0", "2", "+1"],
  "resources:MEMORY_MB": ["0", "1024", "many"],
  "resources:DISK_GB": ["0", "30"],
  "resources:CUSTOM_FPGA": ["1", "2"],
  "resources:CUSTOM_NONE": ["1", "0"],
  "resources:FUEL": ["1"],
  "resources1:CUSTOM_FPGA": ["1"],
  "resources_a:CUSTOM_FPGA": ["1"],
  group_policy: ["none", "isolate", "some"],
  "trait:CUSTOM_FAST": ["required", "forbidden", "preferred"],
  "trait:CUSTOM_MISSING": ["required"],
  "trait1:HW_CPU_X86_AVX2": ["required"],
  "trait:HW_CPU_HYPERTHREADING": ["required", "forbidden"],
};

/** Combinations that only have a meaning together. */
const TOGETHER: readonly Readonly<Record<string, string>>[] = [
  { "hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "0" },
  { "hw:cpu_policy": "mixed", "hw:cpu_realtime": "yes", "hw:cpu_realtime_mask": "^0" },
  { "hw:cpu_policy": "dedicated", "hw:cpu_realtime": "yes", "hw:emulator_threads_policy": "isolate" },
  { "hw:cpu_policy": "dedicated", "hw:cpu_thread_policy": "isolate" },
  { "hw:cpu_policy": "dedicated", "hw:cpu_thread_policy": "require" },
  { "hw:tpm_version": "2.0", "hw:tpm_model": "tpm-crb" },
  { "resources1:CUSTOM_FPGA": "1", "resources_a:CUSTOM_FPGA": "1", group_policy: "isolate" },
  { "hw:locked_memory": "true", "hw:mem_page_size": "large" },
];

const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  hw_cpu_policy: ["dedicated", "shared"],
  hw_cpu_thread_policy: ["isolate", "prefer"],
  hw_cpu_realtime_mask: ["^0-1"],
  hw_numa_nodes: ["2"],
  hw_mem_page_size: ["2MB"],
  hw_locked_memory: ["true"],
  hw_tpm_version: ["2.0"],
  hw_mem_encryption: ["true"],
  hw_pci_numa_affinity_policy: ["socket"],
  os_secure_boot: ["required"],
  hw_ephemeral_encryption: ["true"],
  "trait:HW_CPU_X86_AVX2": ["required", "forbidden"],
  "trait:CUSTOM_FAST": ["required"],
};

/** Up to `max` of the entries, each with one of its values. */
const someOf = (all: Readonly<Record<string, readonly string[]>>, max: number) =>
  fc
    .shuffledSubarray(Object.entries(all), { maxLength: max })
    .chain((entries) =>
      fc.record(
        Object.fromEntries(entries.map(([key, values]) => [key, fc.constantFrom(...values)])) as Record<
          string,
          fc.Arbitrary<string>
        >,
      ),
    );

/** Flavors with an image. */
const generatedServer = fc
  .record({
    vcpus: fc.constantFrom(2, 2, 4, 4, 6),
    ram: fc.constantFrom(2048, 4096, 4096, 5120),
    disk: fc.constantFrom(0, 20, 20, 40, 35),
    ephemeral: fc.constantFrom(0, 0, 0, 20),
    swap: fc.constantFrom(0, 0, 0, 512, 20480),
    policy: fc.constantFrom({}, { "hw:cpu_policy": "dedicated" }, { "hw:cpu_policy": "dedicated" }),
    together: fc.constantFrom({}, {}, {}, ...TOGETHER),
    specs: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: someOf(SPECS, 3) }),
    image: fc.oneof(
      { weight: 2, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: someOf(PROPERTIES, 2) },
    ),
    machine: fc.constantFrom(
      {},
      { hw_firmware_type: "uefi" },
      { hw_firmware_type: "uefi", hw_machine_type: "pc" },
    ),
  })
  .map(({ policy, together, specs, image, machine, ...size }) => ({
    ...size,
    specs: { ...policy, ...together, ...specs } as Record<string, string>,
    image: { ...image, ...machine } as Record<string, string>,
  }));

/** A flavor and the properties of an image. */
export type GeneratedServer = typeof generatedServer extends fc.Arbitrary<infer T> ? T : never;

export function generateServers(count: number): GeneratedServer[] {
  return fc.sample(generatedServer, count);
}
