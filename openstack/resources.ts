/** What the program reads of OpenStack's resources, each spelled as its API answers. */

/** Neutron agent. Only administrators see agents. */
export interface Agent {
  readonly agent_type: string;
  readonly host: string;
  readonly alive: boolean;
  readonly admin_state_up: boolean;
  /** `device_mappings` of a NIC Switch agent: NICs by physical network. */
  readonly configurations: { readonly device_mappings?: Readonly<Record<string, readonly string[]>> };
}

/** Where a network's frames go. Only administrators see it. */
export interface Segment {
  readonly "provider:network_type"?: string | null;
  readonly "provider:physical_network"?: string | null;
  readonly "provider:segmentation_id"?: number | null;
}

/** Neutron network; one of several segments has them in `segments`. */
export interface Network extends Segment {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly mtu: number;
  readonly tags: readonly string[];
  readonly segments?: readonly Segment[];
}

export interface Subnet {
  readonly id: string;
  readonly network_id: string;
  readonly cidr: string;
}

export interface Port {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly tags: readonly string[];
  readonly device_owner: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
  /** Only administrators see where a port is bound. */
  readonly "binding:host_id"?: string;
  readonly "binding:profile"?: { readonly pci_slot?: string; readonly physical_network?: string };
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
}

/** A limit of Neutron's, -1 being none, and what is taken of it. */
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
  /** Missing where the credentials may not see it. */
  readonly extra_specs?: Readonly<Record<string, string>>;
}

/** Nova's limits of the project, -1 being none, and what is taken of them. */
export interface ComputeLimits {
  readonly maxTotalInstances: number;
  readonly totalInstancesUsed: number;
  readonly maxTotalCores: number;
  readonly totalCoresUsed: number;
  readonly maxTotalRAMSize: number;
  readonly totalRAMUsed: number;
}

export interface Zone {
  readonly zoneName: string;
  readonly zoneState: { readonly available: boolean };
  /** Hosts by name; only administrators see them. */
  readonly hosts?: Readonly<Record<string, unknown>> | null;
}

/** Compute host. Only administrators see it. */
export interface Hypervisor {
  /** Id of the host's resource provider in Placement too. */
  readonly id: string;
  readonly state: string;
  readonly status: string;
  readonly service: { readonly host: string };
}

export interface Server {
  readonly id: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Image; its properties stand beside these fields. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly min_disk: number;
  readonly min_ram: number;
  readonly created_at: string;
  readonly [property: string]: unknown;
}

/** What a resource provider of Placement has, and what is taken of it. Only administrators see it. */
export interface ProviderSummary {
  readonly resources: Readonly<Record<string, { readonly capacity: number; readonly used: number }>>;
}
