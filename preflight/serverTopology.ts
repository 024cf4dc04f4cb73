/** What a flavor asks for. `specs` are its extra specs. */
export interface FlavorRequest {
  readonly vcpus: number;
  /** In MiB. */
  readonly ram: number;
  readonly specs: Readonly<Record<string, string>>;
}

/** A size of memory pages in KiB, or the class of sizes that Nova chooses from. undefined if nobody asks for one. */
export type PageSize = number | "small" | "large" | "any" | undefined;

/** What Nova makes of a flavor and an image. */
export interface ServerTopology {
  /** RAM in MiB of each NUMA node of the guest. */
  readonly memory: readonly number[];
  /** Number of vCPUs of each NUMA node of the guest. */
  readonly cpus: readonly number[];
  /** `dedicated`, `shared` or `mixed`. */
  readonly policy: string;
  readonly pageSize: PageSize;
}

/** Nova refuses the flavor with the image, for a reason that completes "Nova refuses it: …". */
class Refusal extends Error {}

/**
 * Derives from a flavor and an image what Nova's scheduler asks of a host (nova.virt.hardware, numa_get_constraints of Zed). It
 * knows NUMA nodes, CPU policy and page size; not realtime, emulator threads, thread policy, or a mask of dedicated CPUs.
 * @param image properties of the image, such as hw_mem_page_size
 * @returns the topology, or why Nova refuses to build such a server
 */
export function serverTopology(
  flavor: FlavorRequest,
  image: Readonly<Record<string, unknown>> = {},
): ServerTopology | { readonly refused: string } {
  try {
    const policy = cpuPolicyOf(flavor, textOf(image.hw_cpu_policy));
    const nodes = nodeCountOf(flavor.specs["hw:numa_nodes"], textOf(image.hw_numa_nodes));
    const pageSize = pageSizeOf(flavor.specs["hw:mem_page_size"], textOf(image.hw_mem_page_size));
    const hasTopology = nodes !== undefined || pageSize !== undefined || policy !== "shared";
    const cells = hasTopology ? divide(flavor, nodes ?? 1) : { memory: [flavor.ram], cpus: [flavor.vcpus] };
    return { ...cells, policy, pageSize };
  } catch (error) {
    if (error instanceof Refusal) {
      return { refused: error.message };
    }
    throw error;
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

const POLICIES = ["dedicated", "shared", "mixed"];

function cpuPolicyOf({ vcpus, specs }: FlavorRequest, image: string | undefined): string {
  const flavor = textOf(specs["hw:cpu_policy"]);
  for (const policy of [flavor, image]) {
    if (policy !== undefined && !POLICIES.includes(policy)) {
      throw new Refusal(`there is no CPU policy ${policy}`);
    }
  }
  if (
    (flavor === "mixed" && image === "dedicated") ||
    (flavor === "shared" && image !== undefined && image !== "shared")
  ) {
    throw new Refusal(`the flavor has hw:cpu_policy ${flavor}, but the image hw_cpu_policy ${image}`);
  }
  const policy = flavor ?? image;
  const [shared, dedicated] = [requested(specs, "VCPU"), requested(specs, "PCPU")];
  if (shared + dedicated > 0 && policy !== undefined) {
    throw new Refusal("the flavor has resources:VCPU or resources:PCPU besides a CPU policy");
  }
  if (shared > 0 && dedicated > 0) {
    throw new Refusal("the flavor has both resources:VCPU and resources:PCPU");
  }
  if (dedicated > 0 && dedicated !== vcpus) {
    throw new Refusal(`the flavor has resources:PCPU ${dedicated}, but ${vcpus} vCPUs`);
  }
  return dedicated > 0 ? "dedicated" : (policy ?? "shared");
}

/** The number of CPUs of a class that a flavor asks Placement for. */
function requested(specs: FlavorRequest["specs"], name: "VCPU" | "PCPU"): number {
  return Object.entries(specs)
    .filter(([key]) => new RegExp(`^resources([1-9][0-9]*)?:${name}`).test(key))
    .reduce((sum, [, value]) => sum + (/^ *[+-]?\d+ *$/.test(value) ? Number(value) : 0), 0);
}

function nodeCountOf(flavor: string | undefined, image: string | undefined): number | undefined {
  if (flavor !== undefined && image !== undefined) {
    throw new Refusal("the flavor has hw:numa_nodes, and so the image may not have hw_numa_nodes");
  }
  const text = flavor ?? image;
  if (text !== undefined && !/^[1-9]\d*$/.test(text)) {
    throw new Refusal(`the number of NUMA nodes is ${text}`);
  }
  return text === undefined ? undefined : Number(text);
}

function pageSizeOf(flavor: string | undefined, image: string | undefined): PageSize {
  if (flavor === undefined) {
    if (image !== undefined) {
      throw new Refusal(
        `the image has hw_mem_page_size ${image}, which only a flavor with hw:mem_page_size large or any allows`,
      );
    }
    return undefined;
  }
  const size = parsePageSize(flavor);
  if (image === undefined) {
    return size;
  }
  if (size !== "any" && size !== "large") {
    throw new Refusal(
      `the flavor has hw:mem_page_size ${flavor}, and so the image may not have hw_mem_page_size (it is ${image})`,
    );
  }
  return parsePageSize(image);
}

const KIB: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1024 ** 2, T: 1024 ** 3 };

/** Parses a page size as oslo.utils does (strutils.string_to_bytes). */
function parsePageSize(text: string): Exclude<PageSize, undefined> {
  if (text === "any" || text === "large" || text === "small") {
    return text;
  }
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  const match = /^([-+]?\d*\.?\d+)([KMGT])?i?(b|bit|B)$/.exec(text);
  if (match === null) {
    throw new Refusal(`there is no page size ${text}`);
  }
  const [, size = "", unit = "", suffix] = match;
  const bytes = Number(size) * (unit === "" ? 1 : (KIB[unit] as number) * 1024);
  return Math.ceil(suffix === "B" ? bytes : bytes / 8) / 1024;
}

function divide(
  { vcpus, ram, specs }: FlavorRequest,
  nodes: number,
): Pick<ServerTopology, "memory" | "cpus"> {
  const cpuLists = numbered(specs, "hw:numa_cpus");
  const memory = numbered(specs, "hw:numa_mem").map(Number);
  if (cpuLists.length === 0 && memory.length === 0) {
    if (vcpus % nodes !== 0 || ram % nodes !== 0) {
      throw new Refusal(`${vcpus} vCPUs and ${ram} MiB can't be divided equally between ${nodes} NUMA nodes`);
    }
    return { memory: Array(nodes).fill(ram / nodes), cpus: Array(nodes).fill(vcpus / nodes) };
  }
  if (cpuLists.length !== nodes || memory.length !== nodes) {
    throw new Refusal(`hw:numa_cpus and hw:numa_mem must be given for each of ${nodes} NUMA nodes`);
  }
  const cpus = cpuLists.map(parseCpus);
  const all = cpus.flatMap((each) => [...each]);
  if (all.length !== vcpus || new Set(all).size !== vcpus || all.some((cpu) => cpu >= vcpus)) {
    throw new Refusal(`hw:numa_cpus must name each of the ${vcpus} vCPUs once`);
  }
  const total = memory.reduce((sum, each) => sum + each, 0);
  if (total !== ram) {
    throw new Refusal(`hw:numa_mem is ${total} MiB in all, but the flavor has ${ram}`);
  }
  return { memory, cpus: cpus.map(({ size }) => size) };
}

/** The values of `<key>.0`, `<key>.1` and so on, up to the first that is missing. */
function numbered(specs: FlavorRequest["specs"], key: string): string[] {
  const values: string[] = [];
  for (let node = 0; specs[`${key}.${node}`] !== undefined; node += 1) {
    values.push(specs[`${key}.${node}`] as string);
  }
  return values;
}

/** Parses a list of CPUs, such as `0-3,^2`. */
function parseCpus(text: string): Set<number> {
  const included = new Set<number>();
  const excluded = new Set<number>();
  for (const rule of text.split(",").map((each) => each.trim())) {
    const match = /^(\^)?(\d+)(?:-(\d+))?$/.exec(rule);
    if (match === null) {
      throw new Refusal(`${text} is no list of CPUs`);
    }
    const [, not, first, last = first] = match;
    for (let cpu = Number(first); cpu <= Number(last); cpu += 1) {
      (not === undefined ? included : excluded).add(cpu);
    }
  }
  return new Set([...included].filter((cpu) => !excluded.has(cpu)));
}
