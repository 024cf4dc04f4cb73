import { orRefusal, Refusal } from "../openstack/refusal";
import { type CpuPolicy, serverCpus } from "../openstack/serverCpus";
import {
  type FlavorRequest,
  type ImageProperties,
  parseCpus,
  sharedSwitch,
  textOf,
} from "../openstack/serverSpec";

/** A size of memory pages in KiB, or the class of sizes that Nova chooses from. undefined if nobody asks for one. */
export type PageSize = number | "small" | "large" | "any" | undefined;

/** What Nova makes of a flavor and an image. */
export interface ServerTopology {
  /** RAM in MiB of each NUMA node of the guest. */
  readonly memory: readonly number[];
  /** Number of vCPUs of each NUMA node of the guest. */
  readonly cpus: readonly number[];
  readonly policy: CpuPolicy;
  readonly pageSize: PageSize;
}

/**
 * Derives from a flavor and an image what Nova's scheduler asks of a host (nova.virt.hardware, numa_get_constraints of Zed).
 * @returns the topology, or why Nova refuses to build such a server
 */
export function serverTopology(
  flavor: FlavorRequest,
  image: ImageProperties = {},
): ServerTopology | { readonly refused: string } {
  return orRefusal(() => {
    const { policy } = serverCpus(flavor, image);
    const nodes = nodeCountOf(flavor.specs["hw:numa_nodes"], textOf(image.hw_numa_nodes));
    const pageSize = pageSizeOf(flavor.specs["hw:mem_page_size"], textOf(image.hw_mem_page_size));
    if (sharedSwitch("hw:locked_memory", flavor, image) === true && pageSize === undefined) {
      throw new Refusal("hw:locked_memory needs hw:mem_page_size");
    }
    const hasTopology =
      nodes !== undefined || pageSize !== undefined || policy !== "shared" || hasPmem(flavor);
    const cells = hasTopology ? divide(flavor, nodes ?? 1) : { memory: [flavor.ram], cpus: [flavor.vcpus] };
    return { ...cells, policy, pageSize };
  });
}

function hasPmem({ specs }: FlavorRequest): boolean {
  return /[^\s,]/.test(specs["hw:pmem"] ?? "");
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
