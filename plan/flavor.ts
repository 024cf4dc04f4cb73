import type { Flavor } from "./plan";

/** The extra specs of a flavor that the stack creates: what the Cisco guide asks for (step 2.2). */
export function extraSpecsOf({
  numaNodes,
  pageSize,
  pciNumaPolicy,
}: Pick<Flavor, "numaNodes" | "pageSize" | "pciNumaPolicy">): Record<string, string> {
  return {
    "hw:numa_nodes": String(numaNodes),
    "hw:cpu_policy": "dedicated",
    "hw:mem_page_size": pageSize,
    ...(pciNumaPolicy === undefined ? {} : { "hw:pci_numa_affinity_policy": pciNumaPolicy }),
  };
}
