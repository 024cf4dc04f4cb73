import { formatValue } from "../fault";
import type { FlavorSettings } from "../schema";
import { defineRule, type Rule } from "./rule";

const twoPhysicalNetworks = defineRule(
  "two-physical-networks",
  "The two SR-IOV networks are on different physical networks.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.physicalNetwork === second.physicalNetwork) {
      yield {
        path: "sriov[1].physicalNetwork",
        sentence: `${formatValue(second.physicalNetwork)} is also the physical network of the first SR-IOV network: use the physical network of a second NIC, or both VFs fail together`,
      };
    }
  },
);

const twoNumaNodes = defineRule(
  "two-numa-nodes",
  "The NICs of the two SR-IOV networks are on different NUMA nodes.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.numaNode === second.numaNode) {
      yield {
        path: "sriov[1].numaNode",
        sentence: `${second.numaNode} is also the NUMA node of the first SR-IOV network: use NICs on two different NUMA nodes`,
      };
    }
  },
);

const vcpusDivide = defineRule(
  "vcpus-divide",
  "The vCPUs of a created flavor can be divided equally between its NUMA nodes.",
  ["flavor"],
  function* ({ flavor }) {
    yield* checkDivision(flavor, "vcpus");
  },
);

const ramDivides = defineRule(
  "ram-divides",
  "The RAM of a created flavor can be divided equally between its NUMA nodes.",
  ["flavor"],
  function* ({ flavor }) {
    yield* checkDivision(flavor, "ram");
  },
);

/** Page sizes in MiB. CPNR needs x86-64, where all large pages are multiples of the smallest one. */
const PAGE_SIZE = { large: 2, "2MB": 2, "1GB": 1024 } as const;

const pagesDivideRam = defineRule(
  "pages-divide-ram",
  "The RAM of each NUMA node is a whole number of memory pages. A large page has at least 2 MiB.",
  ["flavor"],
  function* ({ flavor }) {
    const { adopt, ram, numaNodes, pageSize } = flavor;
    const perNode = ram / numaNodes;
    if (!adopt && Number.isInteger(perNode) && perNode % PAGE_SIZE[pageSize] !== 0) {
      yield {
        path: "flavor.ram",
        sentence: `${ram} is ${perNode} MiB on each of ${numaNodes} NUMA nodes, which is not a whole number of pages (cpnr:flavor.pageSize ${pageSize}): use a multiple of ${PAGE_SIZE[pageSize] * numaNodes}`,
      };
    }
  },
);

export const numaRules: readonly Rule[] = [
  twoPhysicalNetworks,
  twoNumaNodes,
  vcpusDivide,
  ramDivides,
  pagesDivideRam,
];

function* checkDivision(flavor: FlavorSettings, field: "ram" | "vcpus") {
  if (!flavor.adopt && flavor[field] % flavor.numaNodes !== 0) {
    yield {
      path: `flavor.${field}`,
      sentence: `${flavor[field]} can't be divided equally between ${flavor.numaNodes} NUMA nodes: use a multiple of ${flavor.numaNodes}`,
    };
  }
}
