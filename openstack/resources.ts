/** Fields of OpenStack resources that the program reads, with the names of the APIs. */

/** A Neutron agent. Only administrators see agents. */
export interface Agent {
  readonly agent_type: string;
  readonly host: string;
  readonly alive: boolean;
  readonly admin_state_up: boolean;
  /** `device_mappings` of an SR-IOV agent (NIC Switch agent): NICs by physical network. */
  readonly configurations: { readonly device_mappings?: Readonly<Record<string, readonly string[]>> };
}

/** A segment of a network. Only administrators see it. */
export interface Segment {
  readonly "provider:network_type"?: string | null;
  readonly "provider:physical_network"?: string | null;
  readonly "provider:segmentation_id"?: number | null;
}

/** A Neutron network. If it has several segments, they are in `segments`. */
export interface Network extends Segment {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly mtu: number;
  readonly tags: readonly string[];
  readonly description?: string | null;
  readonly segments?: readonly Segment[];
  readonly "router:external"?: boolean;
  /** Whether all projects may use it. */
  readonly shared?: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly network_id: string;
  readonly cidr: string;
  /** How a guest gets its IPv6 address, such as `slaac`. null for IPv4, and if the cloud's routers do not announce it. */
  readonly ipv6_address_mode?: string | null;
  readonly ipv6_ra_mode?: string | null;
}

export interface Port {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly tags: readonly string[];
  readonly description?: string | null;
  readonly device_owner: string;
  /** Id of the server to which it is attached; empty if there is none. */
  readonly device_id: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
  /** Host to which the port is bound. Only administrators see it. */
  readonly "binding:host_id"?: string;
  readonly "binding:profile"?: { readonly pci_slot?: string; readonly physical_network?: string };
}

/** A port that a VNF adopts, with what Nova and the bond need of it. */
export interface AdoptedPort extends Port {
  readonly project_id: string;
  readonly admin_state_up: boolean;
  /** With it, Nova attaches the port only to a server of this name. Missing without the extension dns-integration. */
  readonly dns_name?: string;
  readonly port_security_enabled?: boolean;
  readonly propagate_uplink_status?: boolean | null;
  /** Missing without the extension port-numa-affinity-policy. */
  readonly numa_affinity_policy?: string | null;
  readonly "binding:vnic_type"?: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
}

/** A quota of Neutron, and how much of it is used. A limit of -1 means no limit. */
export interface NetworkQuota {
  readonly limit: number;
  readonly used: number;
  readonly reserved: number;
}

export interface Flavor {
  readonly name: string;
  readonly ram: number;
  readonly vcpus: number;
  readonly disk: number;
  /** Second disk in GiB. */
  readonly "OS-FLV-EXT-DATA:ephemeral"?: number;
  /** Swap disk in MiB. Empty, in older microversions, if there is none. */
  readonly swap?: number | "";
  readonly description?: string | null;
  /** Missing if the credentials are not allowed to see it. */
  readonly extra_specs?: Readonly<Record<string, string>>;
}

/** Nova's limits for the project, and how much of them is used. A limit of -1 means no limit. */
export interface ComputeLimits {
  readonly maxTotalInstances: number;
  readonly totalInstancesUsed: number;
  readonly maxTotalCores: number;
  readonly totalCoresUsed: number;
  readonly maxTotalRAMSize: number;
  readonly totalRAMUsed: number;
  readonly maxServerGroups?: number;
  readonly totalServerGroupsUsed?: number;
  /** Number of servers in one group. Some versions of Nova count those of one user only. */
  readonly maxServerGroupMembers?: number;
}

/** A server group, as Nova shows it before microversion 2.64. */
export interface ServerGroup {
  readonly id: string;
  readonly name: string;
  /** One policy, such as `anti-affinity`. */
  readonly policies: readonly string[];
  /** Ids of its servers. */
  readonly members: readonly string[];
}

export interface Zone {
  readonly zoneName: string;
  readonly zoneState: { readonly available: boolean };
  /** Hosts by name. Only administrators see them. */
  readonly hosts?: Readonly<Record<string, unknown>> | null;
}

/** A compute host. Only administrators see it. */
export interface Hypervisor {
  /** Id of the host. Its resource provider in Placement has the same id. */
  readonly id: string;
  readonly state: string;
  readonly status: string;
  readonly service: { readonly host: string };
}

export interface Server {
  readonly id: string;
  readonly name: string;
  /** Such as ACTIVE. */
  readonly status: string;
  /** Only with status ERROR. */
  readonly fault?: { readonly message: string };
  readonly metadata: Readonly<Record<string, string>>;
  /** null if no host has the server. Only administrators see it. */
  readonly "OS-EXT-SRV-ATTR:host"?: string | null;
  /** null if the server never ran. */
  readonly "OS-SRV-USG:launched_at"?: string | null;
}

/** A Glance image. Its properties are additional fields. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly min_disk: number;
  readonly min_ram: number;
  readonly created_at: string;
  readonly [property: string]: unknown;
}

/** Capacity and usage of a resource provider in Placement, by resource class. */
export interface ProviderSummary {
  readonly resources: Readonly<Record<string, { readonly capacity: number; readonly used: number }>>;
  /** The host to which the provider belongs. A provider that shares its resources with hosts is its own root. */
  readonly root_provider_uuid: string;
}

/** One way to give a server its resources: the amounts by resource class, by resource provider. */
export interface AllocationRequest {
  readonly allocations: Readonly<Record<string, { readonly resources: Readonly<Record<string, number>> }>>;
}

/** Where Placement has the resources of a server. Only administrators see it. */
export interface AllocationCandidates {
  readonly allocation_requests: readonly AllocationRequest[];
  readonly provider_summaries: Readonly<Record<string, ProviderSummary>>;
}
