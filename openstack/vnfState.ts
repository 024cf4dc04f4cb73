import type { Role } from "../plan/network";
import type { Nic } from "../plan/nic";
import type { Vnf } from "../plan/vnf";
import type { Cloud } from "./cloud";
import { type Known, knownFrom } from "./known";
import { isOurs, neutronTag } from "./mark";

/** What the cloud shows of one VNF, as far as the credentials see it. Plain data. */
export interface VnfState {
  /** The VNF's server; `null` where its stack has none of that name. */
  readonly server: Known<ServerState | null>;
  /** The ports that its stack made for its NICs, in the order of the NICs; one that isn't there is left out. */
  readonly ports: Known<readonly PortState[]>;
  /** The server's NUMA nodes (Nova API: server topology, microversion 2.78). */
  readonly topology: Known<Topology>;
}

export interface ServerState {
  readonly id: string;
  /** Such as ACTIVE. */
  readonly status: string;
  /** Why it is in ERROR; null where it isn't. */
  readonly fault: string | null;
  /** Name of the compute host; null where only administrators see it. */
  readonly host: string | null;
}

export interface PortState {
  /** Of its NIC. */
  readonly role: Role;
  readonly id: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Such as ACTIVE. */
  readonly status: string;
  /** Whether it is the server's. */
  readonly attached: boolean;
  /** `normal` or `direct`. */
  readonly vnicType: string;
  /** Such as `ovs` or `hw_veb`; null where only administrators see it. */
  readonly vifType: string | null;
  /** VLAN that the VF tags; null where only administrators see it. */
  readonly vlan: number | null;
  /** Physical network of the VF; null where only administrators see it. */
  readonly physicalNetwork: string | null;
  /** PCI address of the VF on its host; null where only administrators see it. */
  readonly pciSlot: string | null;
  /** Whether the VF's link follows the cable; null where the cloud lacks the extension. */
  readonly propagatesUplink: boolean | null;
}

export interface Topology {
  readonly nodes: readonly HostNode[];
  /** KiB; null where Nova tells none. */
  readonly pageSize: number | null;
}

/** A part of the server on one NUMA node of its host. */
export interface HostNode {
  /** Number of the host's NUMA node; null where only administrators see it. */
  readonly hostNode: number | null;
  /** The server's CPUs on it. */
  readonly vcpus: readonly number[];
  /** Host CPUs that those are pinned to; null where only administrators see it. */
  readonly pinnedCpus: readonly number[] | null;
}

/** The longest that one answer is waited for, in ms. */
const TIME_LIMIT = 30_000;

/**
 * Asks the cloud for a VNF, found by its name and by the mark that its stack put on it.
 * @param owner `<project>/<stack>`
 */
export async function vnfState(
  cloud: Cloud,
  vnf: Pick<Vnf, "name" | "nics">,
  owner: string,
): Promise<VnfState> {
  const found = serverOf(cloud, vnf.name, owner);
  const [server, ports, topology] = await Promise.all([
    knownFrom(found, TIME_LIMIT),
    knownFrom(portsOf(cloud, vnf.nics, owner, found), TIME_LIMIT),
    knownFrom(topologyOf(cloud, found), TIME_LIMIT),
  ]);
  return { server, ports, topology };
}

interface ServerAnswer {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fault?: { readonly message: string };
  readonly "OS-EXT-SRV-ATTR:host"?: string | null;
}

async function serverOf(cloud: Cloud, vnf: string, owner: string): Promise<ServerState | null> {
  // Nova takes a name for a regular expression, so it may tell of more.
  const query = new URLSearchParams({ name: vnf.replace(/[^\w-]/g, ".") });
  const { servers } = await cloud.get<{ servers: ServerAnswer[] }>("compute", `/servers/detail?${query}`);
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

interface PortAnswer {
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

async function portsOf(
  cloud: Cloud,
  nics: readonly Nic[],
  owner: string,
  found: Promise<ServerState | null>,
): Promise<PortState[]> {
  const query = new URLSearchParams({ tags: neutronTag(owner) });
  const [{ ports }, server] = await Promise.all([
    cloud.get<{ ports: PortAnswer[] }>("network", `/ports?${query}`),
    found,
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

interface TopologyAnswer {
  readonly nodes: readonly {
    readonly host_node?: number;
    readonly vcpu_set?: readonly number[];
    readonly cpu_pinning?: Readonly<Record<string, number>>;
  }[];
  readonly pagesize_kb?: number | null;
}

async function topologyOf(cloud: Cloud, found: Promise<ServerState | null>): Promise<Topology> {
  const server = await found;
  if (server === null) {
    throw new Error("the VNF has no server");
  }
  const { nodes, pagesize_kb } = await cloud.get<TopologyAnswer>(
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
