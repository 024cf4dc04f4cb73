/**
 * Nova's policies for the NUMA node of a PCI device (Nova's flavor reference, PCI NUMA affinity policies).
 *
 * - `required`: the server must span the device's node, and the node must be known.
 * - `legacy`: the server must span the device's node, if the node is known.
 * - `preferred`: any node.
 * - `socket`: the server must have a node on the device's CPU socket.
 */
export const NUMA_POLICIES = ["required", "preferred", "legacy", "socket"] as const;

export type NumaPolicy = (typeof NUMA_POLICIES)[number];
