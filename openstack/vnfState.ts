import type { Role } from "../plan/network";
import type { Nic } from "../plan/nic";
import type { Vnf } from "../plan/vnf";
import { isAdoptedBy, listAdoptedPorts } from "./adoptedPorts";
import type { Cloud } from "./cloud";
import { isDeleted } from "./deletedServer";
import { isNotFound } from "./errors";
import { type Known, resolveKnown } from "./known";
import { list } from "./list";
import { isOurs, markOf } from "./mark";
import { listOwnServers, type OwnServer } from "./ownServers";
import type { Server, ServerGroup } from "./resources";
import { type GroupRules, readGroupRules } from "./securityGroups";
import { isUplinkUpdatable } from "./uplink";

/** State of one VNF in the cloud, as far as the credentials can see it. Plain data. */
export interface VnfState {
  /** Server of the VNF. null if the stack has no server with the name of the VNF. */
  readonly server: Known<ServerState | null>;
  /** Ports of the NICs, created by the stack or adopted, in the order of the NICs. A missing port is omitted. */
  readonly ports: Known<readonly PortState[]>;
  /** Rules of the ports' security groups. Empty if there is nothing to compare them with. */
  readonly securityGroups: Known<GroupRules>;
  /** NUMA nodes of the server (Nova API: server topology, microversion 2.78). */
  readonly topology: Known<Topology>;
  /** The hosts of the server and of the servers of its peers. */
  readonly placement: Known<PlacementState>;
  /** Server groups of the stack. */
  readonly serverGroups: Known<readonly ServerGroupState[]>;
}

export interface PlacementState {
  /**
   * Nova's hash of the project and the host. Every tenant sees it, and two servers of a project have the same one only on the same
   * host. null if the server has no host, or there is no server.
   */
  readonly hostId: string | null;
  readonly peers: readonly {
    readonly name: string;
    /** As above. */
    readonly hostId: string | null;
  }[];
}

export interface ServerGroupState {
  readonly id: string;
  /** Such as `anti-affinity`. */
  readonly policy: string;
  /** Whether the server of the VNF is a member. */
  readonly isMember: boolean;
}

export interface ServerState {
  readonly id: string;
  /** Such as ACTIVE. */
  readonly status: string;
  /** Message of the fault if the status is ERROR, otherwise null. */
  readonly fault: string | null;
  /** Name of the compute host. null if only administrators can see it. */
  readonly host: string | null;
  /** Whether Nova gets no sign of life from the compute host. null if only administrators can see it. */
  readonly isHostDown: boolean | null;
  /** Whether the server ever ran. Nova refuses to reboot a server that never ran. */
  readonly hasRun: boolean;
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
  /** Ids of its security groups. */
  readonly securityGroups: readonly string[];
  /** Flag of the port by which the link of the VF follows the cable. null if the cloud does not have the extension. */
  readonly propagatesUplink: boolean | null;
  /**
   * Whether Neutron changes this flag on an existing port. The flag is then no proof: Neutron does not tell the agent of the host
   * about a change.
   */
  readonly isUplinkUpdatable: boolean;
  /** Whether the VF is trusted: its guest may change its MAC address. null if only administrators can see it. */
  readonly isTrusted: boolean | null;
  /** numa_affinity_policy; null if it is not set, or if the cloud lacks the extension port-numa-affinity-policy. */
  readonly numaPolicy: string | null;
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

export interface VnfStateOptions {
  /** The recorded rules of the ports' security groups. @default the rules are not read */
  readonly recordedGroups?: GroupRules | undefined;
  /** Names of other VNFs of the stack, to compare the hosts. @default hosts and server groups are not read */
  readonly peers?: readonly string[] | undefined;
}

/**
 * Reads the state of a VNF from the cloud. It finds the VNF by its name and by the mark of its stack. The number of requests does
 * not depend on the number of peers.
 * @param owner `<project>/<stack>`
 */
export async function vnfState(
  cloud: Cloud,
  vnf: Pick<Vnf, "name" | "nics">,
  owner: string,
  { recordedGroups, peers }: VnfStateOptions = {},
): Promise<VnfState> {
  const portsPromise = listPorts(cloud, vnf, owner);
  const serversPromise = listOwnServers(cloud, [vnf.name, ...(peers ?? [])], owner);
  const serverPromise = findServer(cloud, vnf, serversPromise, portsPromise);
  // If it is unknown, the flag counts as no proof.
  const uplinkUpdatable = isUplinkUpdatable(cloud).catch(() => true);
  const describedPorts = describePorts(portsPromise, serverPromise, uplinkUpdatable);
  const [server, ports, securityGroups, topology, placement, serverGroups] = await Promise.all([
    resolveKnown(serverPromise, cloud.timeoutMs),
    resolveKnown(describedPorts, cloud.timeoutMs),
    resolveKnown(readGroups(cloud, recordedGroups, describedPorts), cloud.timeoutMs),
    resolveKnown(readTopology(cloud, serverPromise), cloud.timeoutMs),
    resolveKnown(comparePlaces(vnf, peers, serversPromise), cloud.timeoutMs),
    resolveKnown(readServerGroups(cloud, owner, peers, serverPromise), cloud.timeoutMs),
  ]);
  return { server, ports, securityGroups, topology, placement, serverGroups };
}

/** Reads the hosts from the list of servers. A peer without a server has no host. */
async function comparePlaces(
  vnf: Pick<Vnf, "name">,
  peers: readonly string[] | undefined,
  serversPromise: Promise<readonly OwnServer[]>,
): Promise<PlacementState> {
  if (peers === undefined) {
    throw new Error(NOT_READ);
  }
  const servers = await serversPromise;
  const hostIdOf = (name: string) => servers.find((one) => one.name === name)?.hostId || null;
  return { hostId: hostIdOf(vnf.name), peers: peers.map((name) => ({ name, hostId: hostIdOf(name) })) };
}

/** Reads the server groups of the stack. */
async function readServerGroups(
  cloud: Cloud,
  owner: string,
  peers: readonly string[] | undefined,
  serverPromise: Promise<ServerState | null>,
): Promise<ServerGroupState[]> {
  if (peers === undefined) {
    throw new Error(NOT_READ);
  }
  const [groups, server] = await Promise.all([
    list<ServerGroup>(cloud, "compute", "/os-server-groups", "server_groups"),
    serverPromise,
  ]);
  return groups
    .filter((group) => isOurs(owner, group))
    .map(({ id, policies, members }) => ({
      id,
      policy: policies.join(", "),
      isMember: server !== null && members.includes(server.id),
    }));
}

const NOT_READ = "it was not read";

/**
 * Finds the server by its name. If Nova lists none, but a port of the VNF is attached to a server that Nova still has, then
 * the list is not complete: Nova omits the servers of a cell that is down.
 * @throws if it is not certain whether there is a server
 */
async function findServer(
  cloud: Cloud,
  { name }: Pick<Vnf, "name">,
  serversPromise: Promise<readonly OwnServer[]>,
  portsPromise: Promise<readonly NicPort[]>,
): Promise<ServerState | null> {
  const server = (await serversPromise).find((one) => one.name === name);
  if (server !== undefined) {
    return {
      id: server.id,
      status: server.status,
      fault: server.fault?.message ?? null,
      host: server["OS-EXT-SRV-ATTR:host"] ?? null,
      isHostDown: server.host_status === undefined ? null : DOWN.includes(server.host_status),
      hasRun: server["OS-SRV-USG:launched_at"] !== null,
    };
  }
  const attached = (await portsPromise).filter(({ port }) => port.device_id);
  for (const {
    nic,
    port: { device_id },
  } of attached) {
    if (await hasServer(cloud, device_id)) {
      throw new Error(
        `Nova lists no server with this name, but port ${nic.portName} is attached to server ${device_id}, which exists`,
      );
    }
  }
  return null;
}

/** Values of `host_status` without a sign of life. */
const DOWN = ["UNKNOWN", "DOWN"];

async function hasServer(cloud: Cloud, id: string): Promise<boolean> {
  try {
    const { server } = await cloud.get<{ server: Server }>("compute", `/servers/${id}`);
    return !isDeleted(server);
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    throw error;
  }
}

interface PortResponse {
  readonly id: string;
  readonly name: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
  readonly status: string;
  readonly device_id: string;
  readonly propagate_uplink_status?: boolean | null;
  /** Missing without the extension port-numa-affinity-policy. */
  readonly numa_affinity_policy?: string | null;
  /** Extension port-trusted-vif, from 2024.2 on. Only administrators see it. */
  readonly trusted?: boolean | null;
  readonly security_groups?: readonly string[];
  readonly "binding:vnic_type"?: string;
  readonly "binding:vif_type"?: string;
  readonly "binding:vif_details"?: { readonly vlan?: string | number };
  /** Only administrators see it. */
  readonly "binding:profile"?: {
    readonly pci_slot?: string;
    readonly physical_network?: string;
    readonly trusted?: string | boolean;
  };
}

/** A port with the name or id of a NIC's port. An adopted name can belong to several ports. */
interface NicPort {
  readonly nic: Nic;
  readonly port: PortResponse;
}

/** Lists the ports of the NICs: those with the mark of the stack, and the adopted ones. */
async function listPorts(cloud: Cloud, { nics }: Pick<Vnf, "nics">, owner: string): Promise<NicPort[]> {
  const listOf = (path: string) => list<PortResponse>(cloud, "network", path, "ports");
  const [own, existing] = await Promise.all([
    listOf(`/ports?${new URLSearchParams({ tags: markOf(owner) })}`),
    listAdoptedPorts(nics, listOf),
  ]);
  return nics.flatMap((nic) =>
    (nic.adopt
      ? existing.filter((port) => isAdoptedBy(nic, port))
      : own.filter(({ name }) => name === nic.portName)
    ).map((port) => ({ nic, port })),
  );
}

async function describePorts(
  portsPromise: Promise<readonly NicPort[]>,
  serverPromise: Promise<ServerState | null>,
  isUplinkUpdatablePromise: Promise<boolean>,
): Promise<PortState[]> {
  const [ports, server, isUplinkUpdatable] = await Promise.all([
    portsPromise,
    serverPromise,
    isUplinkUpdatablePromise,
  ]);
  const isAttached = ({ port }: NicPort) => server !== null && port.device_id === server.id;
  // Of several ports with an adopted name, the one that the server has is meant.
  const isMeant = (one: NicPort) =>
    isAttached(one) || !ports.some((other) => other.nic === one.nic && other !== one && isAttached(other));
  return ports.filter(isMeant).map((one) => {
    const { nic, port } = one;
    return {
      role: nic.role,
      id: port.id,
      mac: port.mac_address,
      addresses: port.fixed_ips.map(({ ip_address }) => ip_address),
      status: port.status,
      attached: isAttached(one),
      vnicType: port["binding:vnic_type"] ?? "normal",
      vifType: port["binding:vif_type"] ?? null,
      vlan: Number(port["binding:vif_details"]?.vlan ?? Number.NaN) || null,
      physicalNetwork: port["binding:profile"]?.physical_network ?? null,
      pciSlot: port["binding:profile"]?.pci_slot ?? null,
      securityGroups: port.security_groups ?? [],
      propagatesUplink: port.propagate_uplink_status ?? null,
      isUplinkUpdatable,
      isTrusted: isTrusted(port),
      numaPolicy: port.numa_affinity_policy ?? null,
    };
  });
}

/** Words that Nova takes for true in binding:profile (oslo_utils.strutils, bool_from_string). */
const TRUE_WORDS = ["1", "t", "true", "on", "y", "yes"];

/** Whether a VF is trusted: by the attribute of the port, and before 2024.2 by its binding profile. */
function isTrusted({ trusted, "binding:profile": profile }: PortResponse): boolean | null {
  if (trusted !== undefined && trusted !== null) {
    return trusted;
  }
  return profile === undefined ? null : TRUE_WORDS.includes(String(profile.trusted ?? "").toLowerCase());
}

/** Reads the rules of the recorded groups, and of the groups that the ports have. */
async function readGroups(
  cloud: Cloud,
  recordedGroups: GroupRules | undefined,
  portsPromise: Promise<readonly PortState[]>,
): Promise<GroupRules> {
  if (recordedGroups === undefined) {
    return {};
  }
  const ports = await portsPromise;
  return readGroupRules(cloud, [
    ...Object.keys(recordedGroups),
    ...ports.flatMap(({ securityGroups }) => securityGroups),
  ]);
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
    { microversion: "compute 2.78" },
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
