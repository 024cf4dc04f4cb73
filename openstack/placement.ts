import type { Cloud } from "./cloud";

/** Where a server runs, as far as the credentials may see it. */
export interface ServerPlacement {
  readonly status: string;
  /** Name of the compute host; undefined where only administrators see it. */
  readonly host: string | undefined;
  readonly nodes: readonly HostNode[];
}

/** A part of the server on one NUMA node of its host. */
export interface HostNode {
  /** Number of the host's NUMA node; undefined where only administrators see it. */
  readonly hostNode: number | undefined;
  /** Host CPUs that the server's are pinned to. */
  readonly pinnedCpus: readonly number[];
}

/** The VF behind a direct port, as Nova wrote it into the port's binding. */
export interface BoundVf {
  readonly physicalNetwork: string;
  /** PCI address on the host; undefined where only administrators see it. */
  readonly pciSlot: string | undefined;
  /** Port status, such as ACTIVE. */
  readonly status: string;
}

/** A server's status, host and NUMA nodes (Nova API: server topology, microversion 2.78). */
export async function serverPlacement(cloud: Cloud, serverId: string): Promise<ServerPlacement> {
  const [{ server }, { nodes }] = await Promise.all([
    cloud.get<{ server: { status: string; "OS-EXT-SRV-ATTR:host"?: string } }>(
      "compute",
      `/servers/${serverId}`,
      "compute 2.78",
    ),
    cloud.get<{ nodes: { host_node?: number; cpu_pinning?: Record<string, number> }[] }>(
      "compute",
      `/servers/${serverId}/topology`,
      "compute 2.78",
    ),
  ]);
  return {
    status: server.status,
    host: server["OS-EXT-SRV-ATTR:host"],
    nodes: nodes.map((node) => ({
      hostNode: node.host_node,
      pinnedCpus: Object.values(node.cpu_pinning ?? {}),
    })),
  };
}

/** The VFs of those of `portIds` that are direct ports, in their order. */
export async function boundVfs(cloud: Cloud, portIds: readonly string[]): Promise<BoundVf[]> {
  const ports = await Promise.all(
    portIds.map(async (id) => {
      const { port } = await cloud.get<{
        port: {
          status: string;
          "binding:vnic_type": string;
          "binding:profile"?: { pci_slot?: string; physical_network?: string };
        };
      }>("network", `/ports/${id}`);
      return port;
    }),
  );
  return ports
    .filter((port) => port["binding:vnic_type"] === "direct")
    .map((port) => ({
      physicalNetwork: port["binding:profile"]?.physical_network ?? "",
      pciSlot: port["binding:profile"]?.pci_slot,
      status: port.status,
    }));
}
