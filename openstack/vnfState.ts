import type { Role } from "../plan/network";
import type { Nic } from "../plan/nic";
import type { Vnf } from "../plan/vnf";
import type { Cloud } from "./cloud";
import { type Known, resolveKnown } from "./known";
import { isOurs, markOf } from "./mark";

/** State of one VNF in the cloud, as far as the credentials can see it. Plain data. */
export interface VnfState {
  /** Server of the VNF. null if the stack has no server with the name of the VNF. */
  readonly server: Known<ServerState | null>;
  /** Ports that the stack created for the NICs, in the order of the NICs. A missing port is omitted. */
  readonly ports: Known<readonly PortState[]>;
  /** NUMA nodes of the server (Nova API: server topology, microversion 2.78). */
  readonly topology: Known<Topology>;
}

export interface ServerState {
  readonly id: string;
  /** Such as ACTIVE. */
  readonly status: string;
  /** Message of the fault if the status is ERROR, otherwise null. */
  readonly fault: string | null;
  /** Name of the compute host. null if only administrators can see it. */
  readonly host: string | null;
}

export interface PortState {
  /** Role of the NIC. */
  readonly role: Role;
  readonly id: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Such as ACTIVE. */
  readonly status: string;
  /** Whether the port is attached to the server. */
  readonly attached: boolean;
  /** `normal` or `direct`. */
  readonly vnicType: string;
  /** Such as `ovs` or `hw_veb`. null if only administrators can see it. */
  readonly vifType: string | null;
  /** VLAN id with which the VF tags frames. null if only administrators can see it. */
  readonly vlan: number | null;
  /** Physical network of the VF. null if only administrators can see it. */
  readonly physicalNetwork: string | null;
  /** PCI address of the VF on the host. null if only administrators can see it. */
  readonly pciSlot: string | null;
  /** Whether the link of the VF follows the cable. null if the cloud does not have the extension. */
  readonly propagatesUplink: boolean | null;
}

export interface Topology {
  readonly nodes: readonly HostNode[];
  /** Page size in KiB. null if Nova reports none. */
  readonly pageSize: number | null;
}

/** The part of the server on one NUMA node of the host. */
export interface HostNode {
  /** Number of the NUMA node of the host. null if only administrators can see it. */
  readonly hostNode: number | null;
  /** vCPUs of the server on this NUMA node. */
  readonly vcpus: readonly number[];
  /** Host CPUs to which these vCPUs are pinned. null if only administrators can see it. */
  readonly pinnedCpus: readonly number[] | null;
}

/** Timeout of each request. */
const TIME_LIMIT_MS = 30_000;

/**
 * Reads the state of a VNF from the cloud. It finds the VNF by its name and by the mark of its stack.
 * @param owner `<project>/<stack>`
 */
export async function vnfState(
  cloud: Cloud,
  vnf: Pick<Vnf, "name" | "nics">,
  owner: string,
): Promise<VnfState> {
  const serverPromise = findServer(cloud, vnf.name, owner);
  const [server, ports, topology] = await Promise.all([
    resolveKnown(serverPromise, TIME_LIMIT_MS),
    resolveKnown(listPorts(cloud, vnf.nics, owner, serverPromise), TIME_LIMIT_MS),
    resolveKnown(readTopology(cloud, serverPromise), TIME_LIMIT_MS),
  ]);
  return { server, ports, topology };
}

interface ServerResponse {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fault?: { readonly message: string };
  readonly "OS-EXT-SRV-ATTR:host"?: string | null;
}

async function findServer(cloud: Cloud, vnf: string, owner: string): Promise<ServerState | null> {
  // Nova reads the name as a regular expression, so the response can contain other servers.
  const query = new URLSearchParams({ name: vnf.replace(/[^\w-]/g, ".") });
  const { servers } = await cloud.get<{ servers: ServerResponse[] }>("compute", `/servers/detail?${query}`);
  const server = servers.find(({ name, metadata }) => name === vnf && isOurs(owner, { metadata }));
  return server === undefined
    ? null
    : {
        id: server.id,
        status: server.status,
        fault: server.fault?.message ?? null,
        host: server["OS-EXT-SRV-ATTR:host"] ?? null,
      };
}

interface PortResponse {
  readonly id: string;
  readonly name: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
  readonly status: string;
  readonly device_id: string;
  readonly propagate_uplink_status?: boolean | null;
  readonly "binding:vnic_type"?: string;
  readonly "binding:vif_type"?: string;
  readonly "binding:vif_details"?: { readonly vlan?: string | number };
  readonly "binding:profile"?: { readonly pci_slot?: string; readonly physical_network?: string };
}

async function listPorts(
  cloud: Cloud,
  nics: readonly Nic[],
  owner: string,
  serverPromise: Promise<ServerState | null>,
): Promise<PortState[]> {
  const query = new URLSearchParams({ tags: markOf(owner) });
  const [{ ports }, server] = await Promise.all([
    cloud.get<{ ports: PortResponse[] }>("network", `/ports?${query}`),
    serverPromise,
  ]);
  return nics.flatMap(({ role, portName }) =>
    ports
      .filter(({ name }) => name === portName)
      .map((port) => ({
        role,
        id: port.id,
        mac: port.mac_address,
        addresses: port.fixed_ips.map(({ ip_address }) => ip_address),
        status: port.status,
        attached: server !== null && port.device_id === server.id,
        vnicType: port["binding:vnic_type"] ?? "normal",
        vifType: port["binding:vif_type"] ?? null,
        vlan: Number(port["binding:vif_details"]?.vlan ?? Number.NaN) || null,
        physicalNetwork: port["binding:profile"]?.physical_network ?? null,
        pciSlot: port["binding:profile"]?.pci_slot ?? null,
        propagatesUplink: port.propagate_uplink_status ?? null,
      })),
  );
}

interface TopologyResponse {
  readonly nodes: readonly {
    readonly host_node?: number;
    readonly vcpu_set?: readonly number[];
    readonly cpu_pinning?: Readonly<Record<string, number>>;
  }[];
  readonly pagesize_kb?: number | null;
}

async function readTopology(cloud: Cloud, serverPromise: Promise<ServerState | null>): Promise<Topology> {
  const server = await serverPromise;
  if (server === null) {
    throw new Error("the VNF has no server");
  }
  const { nodes, pagesize_kb } = await cloud.get<TopologyResponse>(
    "compute",
    `/servers/${server.id}/topology`,
    "compute 2.78",
  );
  return {
    nodes: nodes.map(({ host_node, vcpu_set, cpu_pinning }) => ({
      hostNode: host_node ?? null,
      vcpus: vcpu_set ?? [],
      pinnedCpus: cpu_pinning === undefined ? null : Object.values(cpu_pinning),
    })),
    pageSize: pagesize_kb ?? null,
  };
}
