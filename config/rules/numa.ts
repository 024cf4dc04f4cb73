import { shown } from "../fault";
import type { FlavorSettings } from "../schema";
import { type Rule, rule } from "./rule";

const twoPhysicalNetworks = rule(
  "two-physical-networks",
  "The pair's physical networks differ.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.physicalNetwork === second.physicalNetwork) {
      yield {
        path: "sriov[1].physicalNetwork",
        sentence: `${shown(second.physicalNetwork)} is the first SR-IOV network's too: name the physical network of a second NIC, or both VFs fail together`,
      };
    }
  },
);

const twoNumaNodes = rule(
  "two-numa-nodes",
  "The pair's NUMA nodes differ.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.numaNode === second.numaNode) {
      yield {
        path: "sriov[1].numaNode",
        sentence: `${second.numaNode} is the first SR-IOV network's too: the pair needs NICs of two NUMA nodes`,
      };
    }
  },
);

const numaNodeSpanned = rule(
  "numa-node-spanned",
  "The pair's NUMA nodes are among those that a created flavor spans.",
  ["sriov", "flavor"],
  function* ({ sriov, flavor }) {
    for (const [index, { numaNode }] of sriov.entries()) {
      if (!flavor.adopt && numaNode >= flavor.numaNodes) {
        yield {
          path: `sriov[${index}].numaNode`,
          sentence: `${numaNode} is outside the ${flavor.numaNodes} nodes that the flavor spans: use a node below ${flavor.numaNodes}, or raise cpnr:flavor.numaNodes`,
        };
      }
    }
  },
);

const vcpusDivide = rule(
  "vcpus-divide",
  "The vCPUs divide over the NUMA nodes of a created flavor.",
  ["flavor"],
  function* ({ flavor }) {
    yield* divided(flavor, "vcpus");
  },
);

const ramDivides = rule(
  "ram-divides",
  "The RAM divides over the NUMA nodes of a created flavor.",
  ["flavor"],
  function* ({ flavor }) {
    yield* divided(flavor, "ram");
  },
);

/** Sizes of pages in MiB. Any large page of x86-64, which CPNR needs, is a multiple of the smallest. */
const PAGE_SIZE = { large: 2, "2MB": 2, "1GB": 1024 } as const;

const pagesDivideRam = rule(
  "pages-divide-ram",
  "Each NUMA node's RAM is a number of whole pages; a large page is 2 MiB at least.",
  ["flavor"],
  function* ({ flavor }) {
    const { adopt, ram, numaNodes, pageSize } = flavor;
    const perNode = ram / numaNodes;
    if (!adopt && Number.isInteger(perNode) && perNode % PAGE_SIZE[pageSize] !== 0) {
      yield {
        path: "flavor.ram",
        sentence: `${ram} is ${perNode} MiB on each of ${numaNodes} NUMA nodes, which is no number of whole pages (cpnr:flavor.pageSize ${pageSize}): use a multiple of ${PAGE_SIZE[pageSize] * numaNodes}`,
      };
    }
  },
);

export const numaRules: readonly Rule[] = [
  twoPhysicalNetworks,
  twoNumaNodes,
  numaNodeSpanned,
  vcpusDivide,
  ramDivides,
  pagesDivideRam,
];

function* divided(flavor: FlavorSettings, field: "ram" | "vcpus") {
  if (!flavor.adopt && flavor[field] % flavor.numaNodes !== 0) {
    yield {
      path: `flavor.${field}`,
      sentence: `${flavor[field]} does not divide over ${flavor.numaNodes} NUMA nodes: use a multiple of ${flavor.numaNodes}`,
    };
  }
}
