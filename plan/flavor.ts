import type { Flavor } from "./plan";

/** The extra specs of a flavor that the stack creates: what the Cisco guide asks for (step 2.2). */
export function extraSpecsOf({
  numaNodes,
  pageSize,
}: Pick<Flavor, "numaNodes" | "pageSize">): Record<string, string> {
  return {
    "hw:numa_nodes": String(numaNodes),
    "hw:cpu_policy": "dedicated",
    "hw:mem_page_size": pageSize,
  };
}
