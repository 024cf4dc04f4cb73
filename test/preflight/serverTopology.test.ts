import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { serverTopology } from "../../preflight/serverTopology";

/** Number of generated flavors with an image. */
const CASES = 3000;

const PYTHON = "/usr/bin/python3";
/** The lab installs Nova. A machine without a lab has none. */
const HAS_NOVA = spawnSync(PYTHON, ["-c", "import nova.virt.hardware"]).status === 0;
const itWithNova = HAS_NOVA ? it : it.skip;

const PAGES = [
  "small",
  "large",
  "any",
  "4",
  "2048",
  "1048576",
  "4KB",
  "2MB",
  "1GB",
  "1GiB",
  "0.5MB",
  "8Kbit",
];

/** In `nothing` of ten cases no value, otherwise one of the values. */
const outOf10 = <T>(nothing: number, values: readonly T[]) =>
  fc.oneof(
    { weight: nothing, arbitrary: fc.constant(undefined) },
    { weight: 10 - nothing, arbitrary: fc.constantFrom(...values) },
  );
const rarely = <T>(...values: T[]) => outOf10(9, values);
const often = <T>(...values: T[]) => outOf10(4, values);

/** Lists of CPUs and of MiB by NUMA node. */
const LISTS = fc.constantFrom<[string[], string[]]>(
  [
    ["0-1", "2-3"],
    ["4096", "4096"],
  ],
  [
    ["0", "1-3"],
    ["3072", "5120"],
  ],
  [
    ["0-3,^2", "2"],
    ["3072", "5120"],
  ],
  [["0-3"], ["8192"]],
  [
    ["0", "0-3"],
    ["4096", "4096"],
  ],
  [
    ["0-1", "2-4"],
    ["4096", "4096"],
  ],
  [
    ["0-1", "2-3"],
    ["4096", "5120"],
  ],
  [["0-1"], ["4096", "4096"]],
  [["0-1", "2-3"], []],
);

const generated = fc
  .record({
    vcpus: fc.constantFrom(2, 4, 4, 4, 8, 3),
    ram: fc.constantFrom(4096, 8192, 8192, 9216, 8191),
    nodes: fc.oneof(often("1", "2", "4"), rarely("3", "0", "two")),
    policy: fc.oneof(often("dedicated", "shared", "mixed"), rarely("strict")),
    mask: rarely("0-1", "^0", "0-99", "4-2", "1 - 2, ,0"),
    threads: rarely("isolate", "require", "prefer", "some"),
    hyperthreading: rarely("required", "forbidden", "preferred"),
    emulator: rarely("isolate", "share", "some"),
    realtime: rarely("yes", "false"),
    realtimeMask: rarely("^0", "0-1", "0-7"),
    locked: rarely("true", "no"),
    pmem: rarely("fast", " , "),
    pages: fc.oneof(often("large", "any"), often(...PAGES), rarely("huge")),
    pcpu: rarely("4", "5", "many"),
    vcpu: rarely("4"),
    lists: fc.oneof(
      { weight: 4, arbitrary: fc.constant<[string[], string[]]>([[], []]) },
      { weight: 1, arbitrary: LISTS },
    ),
    imageNodes: rarely(1, 2),
    imagePolicy: rarely("shared", "dedicated"),
    imageThreads: rarely("isolate", "prefer"),
    imageMask: rarely("^0", "0"),
    imageLocked: rarely("true", "false"),
    imagePages: fc.oneof(rarely(...PAGES), rarely("huge")),
  })
  .map(({ vcpus, ram, ...given }) => ({
    vcpus,
    ram,
    specs: withoutUndefined({
      "hw:numa_nodes": given.nodes,
      "hw:cpu_policy": given.policy,
      "hw:cpu_dedicated_mask": given.mask,
      "hw:cpu_thread_policy": given.threads,
      "trait:HW_CPU_HYPERTHREADING": given.hyperthreading,
      "hw:emulator_threads_policy": given.emulator,
      "hw:cpu_realtime": given.realtime,
      "hw:cpu_realtime_mask": given.realtimeMask,
      "hw:locked_memory": given.locked,
      "hw:pmem": given.pmem,
      "hw:mem_page_size": given.pages,
      "resources:PCPU": given.pcpu,
      "resources:VCPU": given.vcpu,
      ...Object.fromEntries(given.lists[0].map((cpus, node) => [`hw:numa_cpus.${node}`, cpus])),
      ...Object.fromEntries(given.lists[1].map((memory, node) => [`hw:numa_mem.${node}`, memory])),
    }),
    image: withoutUndefined({
      hw_numa_nodes: given.imageNodes,
      hw_cpu_policy: given.imagePolicy,
      hw_cpu_thread_policy: given.imageThreads,
      hw_cpu_realtime_mask: given.imageMask,
      hw_locked_memory: given.imageLocked,
      hw_mem_page_size: given.imagePages,
    }),
  }));

/** The entries that have a value. */
function withoutUndefined<T>(all: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    T
  >;
}

describe("serverTopology", () => {
  itWithNova(
    `agrees with nova.virt.hardware on ${CASES} flavors and images (skipped where Nova is not installed: the lab installs it)`,
    () => {
      const cases = fc.sample(generated, CASES);
      const { stdout, stderr, status } = spawnSync(PYTHON, [join(__dirname, "novaTopology.py")], {
        input: cases.map((each) => `${JSON.stringify(each)}\n`).join(""),
        encoding: "utf8",
        maxBuffer: 64 * 2 ** 20,
      });
      expect({ status, stderr }).toMatchObject({ status: 0 });
      const answers = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const differences = cases.flatMap((each, index) => {
        const ours = serverTopology(each, each.image);
        const nova = answers[index];
        const same =
          "refused" in ours
            ? "refused" in nova
            : JSON.stringify([ours.memory, ours.cpus, ours.policy, ours.pageSize ?? null]) ===
              JSON.stringify([nova.memory, nova.cpus, nova.policy, nova.pageSize ?? null]);
        return same ? [] : [{ ...each, ours, nova }];
      });
      expect(differences.slice(0, 3)).toEqual([]);
      // Both kinds of answers are there, so that agreement means something.
      const refused = answers.filter((answer) => "refused" in answer).length;
      expect(refused).toBeGreaterThan(CASES / 10);
      expect(refused).toBeLessThan(CASES * 0.9);
    },
  );
});
