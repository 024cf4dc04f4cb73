import type { Topology } from "../../openstack/vnfState";
import { type Check, notChecked, passIf } from "../check";
import { ADMINISTRATORS_ONLY } from "./commands";

/** Size in KiB of the smallest memory page on x86-64. */
const SMALLEST_PAGE_KIB = 4;

const NO_NODES = "the server has no NUMA node";

const readWith = () => "GET /servers/<id>/topology (Nova 2.78)";

/** Checks of the server's NUMA nodes, CPUs and memory pages on its host. */
export const topologyChecks: readonly Check<Topology>[] = [
  {
    name: "host NUMA nodes",
    subject: "NUMA nodes of the server",
    expected: "as many as the flavor spans",
    find: ({ nodes }, { numaNodes }) => {
      const numbers = nodes.every(({ hostNode }) => hostNode === null) ? "" : `: ${hostNodesOf(nodes)}`;
      return passIf(nodes.length >= numaNodes, `${nodes.length}${numbers}`, {
        expected: `${numaNodes} or more`,
      });
    },
    readWith,
    next: () => "the flavor's hw:numa_nodes (openstack flavor show)",
    isMadeAtBoot: false,
  },
  {
    name: "VF NUMA nodes",
    subject: "NUMA nodes of the NICs",
    expected: "among those of the server",
    find: ({ nodes }, { bond }) =>
      bond.members.map(({ network: { physicalNetwork, numaNode } }) => {
        const details = { expected: `${numaNode} among them, where ${physicalNetwork}'s NIC sits` };
        return nodes.some(({ hostNode }) => hostNode === null)
          ? notChecked(ADMINISTRATORS_ONLY, details)
          : passIf(
              nodes.some(({ hostNode }) => hostNode === numaNode),
              hostNodesOf(nodes) || NO_NODES,
              details,
            );
      }),
    readWith,
    next: () => "cpnr:sriov[].numaNode, and cat /sys/class/net/<PF>/device/numa_node on the host",
    isMadeAtBoot: false,
  },
  {
    name: "CPUs",
    subject: "vCPUs",
    expected: "pinned",
    find: ({ nodes }) =>
      nodes.length === 0
        ? passIf(false, NO_NODES)
        : nodes.map(({ hostNode, vcpus, pinnedCpus }) => {
            const place = hostNode === null ? "" : ` on NUMA node ${hostNode}`;
            const details = { subject: `vCPUs ${vcpus.join(", ")}${place}` };
            return pinnedCpus === null
              ? notChecked(ADMINISTRATORS_ONLY, details)
              : passIf(
                  pinnedCpus.length > 0 && pinnedCpus.length === vcpus.length,
                  pinnedCpus.length === 0 ? "not pinned" : `pinned to ${pinnedCpus.join(", ")}`,
                  details,
                );
          }),
    readWith,
    next: () => "the flavor's hw:cpu_policy, which must be dedicated",
    isMadeAtBoot: false,
  },
  {
    name: "page size",
    subject: "memory pages of the server",
    expected: `larger than ${SMALLEST_PAGE_KIB} KiB`,
    find: ({ pageSize }) =>
      pageSize === null
        ? notChecked(ADMINISTRATORS_ONLY)
        : passIf(pageSize > SMALLEST_PAGE_KIB, `${pageSize} KiB`),
    readWith,
    next: () => "the flavor's hw:mem_page_size",
    isMadeAtBoot: false,
  },
];

function hostNodesOf(nodes: Topology["nodes"]): string {
  return nodes.map(({ hostNode }) => hostNode).join(", ");
}
