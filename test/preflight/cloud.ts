import { planOf } from "../../config/planOf";
import { settingsSchema } from "../../config/schema";
import type { Candidates } from "../../openstack/candidates";
import { type ResourceRequest, resourceRequestsOf, type ServerFlavor } from "../../openstack/resourceRequest";
import type * as resources from "../../openstack/resources";
import type { Survey } from "../../openstack/survey";
import type { GroupPolicy } from "../../plan/placement";
import type { Plan } from "../../plan/plan";
import { judge } from "../../preflight/judge";
import type { Finding } from "../../report/finding";
import { keysFor, rawConfig } from "../settings";

export const OWNER = "cpnr/lab";
export const TAG = "cpnr-stack=cpnr/lab";

const PROJECT = "11111111111111111111111111111111";

/** A survey in which every value is known. */
type CloudState = {
  -readonly [Key in keyof Survey]: Survey[Key] extends infer Known
    ? Known extends { readonly known: infer T }
      ? T
      : Known extends { readonly unknown: string }
        ? never
        : Known
    : never;
};

/** Creates the state of an empty cloud with one free host, as an administrator sees it for the lab's stack. */
function emptyCloud(): CloudState {
  return {
    projectId: PROJECT,
    credentialDifferences: [],
    roles: ["reader", "member", "admin"],
    extensions: [
      "provider",
      "multi-provider",
      "binding",
      "port-security",
      "uplink-status-propagation",
      "standard-attr-tag",
    ],
    agents: [
      {
        agent_type: "Open vSwitch agent",
        host: "compute-1",
        alive: true,
        admin_state_up: true,
        configurations: {},
      },
      nicAgent("compute-1"),
    ],
    networks: [],
    subnets: [],
    addressed: [],
    adopted: [],
    bound: [],
    securityGroups: [{ id: "group-1", name: "default" }],
    networkQuota: {
      network: { limit: 100, used: 0, reserved: 0 },
      subnet: { limit: 100, used: 0, reserved: 0 },
      port: { limit: 500, used: 0, reserved: 0 },
    },
    flavors: [],
    limits: {
      maxTotalInstances: 10,
      totalInstancesUsed: 0,
      maxTotalCores: 20,
      totalCoresUsed: 0,
      maxTotalRAMSize: 51200,
      totalRAMUsed: 0,
      maxServerGroups: 10,
      totalServerGroupsUsed: 0,
      maxServerGroupMembers: 10,
    },
    zones: [{ zoneName: "nova", zoneState: { available: true }, hosts: null }],
    zoneHosts: [{ zoneName: "nova", zoneState: { available: true }, hosts: { "compute-1": {} } }],
    hypervisors: [hypervisor("compute-1")],
    servers: [],
    serverGroups: [],
    images: [imageNamed("cpnr-image")],
    candidates: candidatesOn({ "provider-compute-1": 28 }),
  };
}

export function nicAgent(
  host: string,
  alive = true,
  physicalNetworks = ["sriov0", "sriov1"],
): resources.Agent {
  return {
    agent_type: "NIC Switch agent",
    host,
    alive,
    admin_state_up: true,
    configurations: {
      device_mappings: Object.fromEntries(physicalNetworks.map((name, index) => [name, [`ens${index}f0`]])),
    },
  };
}

export function hypervisor(host: string): resources.Hypervisor {
  return { id: `provider-${host}`, state: "up", status: "enabled", service: { host } };
}

const LAB_FLAVOR: ServerFlavor = { vcpus: 4, ram: 8192, disk: 40, specs: { "hw:cpu_policy": "dedicated" } };

/** What Placement answers for a server of the lab's flavor. @param freeCpus free CPUs by the resource provider of each host */
export function candidatesOn(freeCpus: Record<string, number>, cpus: "PCPU" | "VCPU" = "PCPU"): Candidates {
  const { vcpus, ram, disk } = LAB_FLAVOR;
  const [request] = resourceRequestsOf(LAB_FLAVOR) as [ResourceRequest];
  const resources = { [cpus]: vcpus, MEMORY_MB: ram, DISK_GB: disk };
  const hosts = Object.entries(freeCpus).filter(([, free]) => free >= vcpus);
  const answer: resources.AllocationCandidates = {
    allocation_requests: hosts.map(([host]) => ({ allocations: { [host]: { resources } } })),
    provider_summaries: Object.fromEntries(
      hosts.map(([host, free]) => [
        host,
        {
          resources: {
            [cpus]: { capacity: 28, used: 28 - free },
            MEMORY_MB: { capacity: 131072, used: 0 },
            DISK_GB: { capacity: 2000, used: 0 },
          },
          root_provider_uuid: host,
        },
      ]),
    ),
  };
  const none = { allocation_requests: [], provider_summaries: {} };
  return cpus === "PCPU"
    ? { request, first: answer, second: none }
    : { request, first: none, second: answer };
}

export function imageNamed(name: string, properties: Record<string, unknown> = {}): resources.Image {
  const created_at = "2026-11-01T00:00:00Z";
  return { id: `image-${name}`, name, status: "active", min_disk: 0, min_ram: 0, created_at, ...properties };
}

/** Creates a VLAN network as administrators see it. */
export function vlanNetwork(
  name: string,
  physicalNetwork: string,
  vlan: number,
  fields: Partial<resources.Network> = {},
): resources.Network {
  return {
    ...tenantNetwork(name),
    "provider:network_type": "vlan",
    "provider:physical_network": physicalNetwork,
    "provider:segmentation_id": vlan,
    ...fields,
  };
}

/** Creates a network of the project as its members see it. */
export function tenantNetwork(name: string, fields: Partial<resources.Network> = {}): resources.Network {
  return { id: `id-of-${name}`, name, project_id: PROJECT, mtu: 1500, tags: [], ...fields };
}

/** Creates a port that is bound to a VF of a physical network on a host. */
export function boundPort(host: string, physicalNetwork: string, index: number): resources.Port {
  return {
    ...portWith(`172.31.0.${index}`, "elsewhere"),
    "binding:host_id": host,
    "binding:profile": { pci_slot: `0000:18:02.${index}`, physical_network: physicalNetwork },
  };
}

/** Creates a server of the stack. */
export function serverWith(fields: Partial<resources.Server> = {}): resources.Server {
  return { id: "server", name: "cpnr-dns-1", status: "ACTIVE", metadata: { "cpnr-stack": OWNER }, ...fields };
}

/** Creates the stack's server group. @param members ids of servers */
export function groupOf(
  members: readonly string[],
  policy: GroupPolicy = "soft-anti-affinity",
): resources.ServerGroup {
  return { id: "group", name: `${TAG} ${policy}`, policies: [policy], members };
}

/** Creates a port with an address. @param tags without the tag of the stack, the port belongs to another owner */
export function portWith(address: string, network: string, tags: readonly string[] = []): resources.Port {
  return {
    id: `port-${address}`,
    name: "",
    network_id: `id-of-${network}`,
    tags,
    device_owner: "compute:nova",
    device_id: "",
    fixed_ips: [{ ip_address: address }],
  };
}

/** Raw settings below `cpnr:`, which a test changes. */
// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test changes another part of it
export type Raw = any;

/** Changes that a test makes to the lab's stack and to the empty cloud. */
export interface Case {
  readonly settings?: (raw: Raw) => void;
  readonly cloud?: (state: CloudState) => void;
  /** Values that the credentials do not see. @default none */
  readonly unknown?: readonly (keyof Survey)[];
}

/** Runs preflight for the lab's stack in an empty cloud, after the changes of a case. */
export function runPreflight(changes: Case = {}): Finding[] {
  return judge(planWith(changes.settings), surveyWith(changes), OWNER);
}

/** Creates the survey of an empty cloud, after the changes of a case. */
export function surveyWith({ cloud, unknown = [] }: Case): Survey {
  const state = emptyCloud();
  cloud?.(state);
  const { projectId, roles, credentialDifferences, ...values } = state;
  const survey = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      unknown.includes(name as keyof Survey) ? { unknown: "there was no response" } : { known: value },
    ]),
  );
  return { projectId, roles, credentialDifferences, ...survey } as unknown as Survey;
}

/** Creates the lab's plan after a change. The rules of the configuration are not checked. */
export function planWith(change?: (raw: Raw) => void): Plan {
  const raw = structuredClone(rawConfig("lab"));
  change?.(raw);
  return planOf(settingsSchema.parse(raw), { login: keysFor().login, hosts: new Map() });
}

/** Returns the verdict and the sentence of a check. @param about the subject, if several checks have this name */
export function resultOf(findings: readonly Finding[], name: string, about?: string): string {
  const matching = findings.filter(
    ({ check, subject }) => check === name && (about === undefined || subject === about),
  );
  if (matching.length !== 1) {
    throw new Error(`${matching.length} findings of the check "${name}" of "${about}", expected 1`);
  }
  const [only] = matching as [Finding];
  return `${only.verdict}: ${only.actual}`;
}

/** Adopts both SR-IOV networks. Preflight reads their VLANs from the cloud. */
export const adoptSriovNetworks = (raw: Raw) => {
  for (const network of raw.sriov) {
    network.adopt = true;
    delete network.vlan;
  }
};

/** Adopts the management network. */
export const adoptManagementNetwork = (raw: Raw) => {
  raw.management.adopt = true;
};
