import { setMaxListeners } from "node:events";
import { inNicOrder } from "../plan/network";
import type { Plan } from "../plan/plan";
import { Cloud, type Service } from "./cloud";
import { type Credentials, readCredentials } from "./credentials";
import { isId } from "./id";
import { type Known, knownFrom } from "./known";
import type * as resources from "./resources";

/** What the cloud has, as far as the credentials see it. Plain data. */
export interface Survey {
  readonly projectId: string;
  /** Roles of the credentials. */
  readonly roles: readonly string[];
  /** Aliases of Neutron's extensions. */
  readonly extensions: Known<readonly string[]>;
  /** All Neutron agents. */
  readonly agents: Known<readonly resources.Agent[]>;
  /** All networks. */
  readonly networks: Known<readonly resources.Network[]>;
  /** Subnets of the configured CIDRs. */
  readonly subnets: Known<readonly resources.Subnet[]>;
  /** Ports that hold configured addresses. */
  readonly addressed: Known<readonly resources.Port[]>;
  /** Ports on the hosts that have an SR-IOV agent. */
  readonly bound: Known<readonly resources.Port[]>;
  readonly securityGroups: Known<readonly resources.SecurityGroup[]>;
  /** Neutron's quota by resource, such as `port`. */
  readonly networkQuota: Known<Readonly<Record<string, resources.NetworkQuota>>>;
  readonly flavors: Known<readonly resources.Flavor[]>;
  readonly limits: Known<resources.ComputeLimits>;
  readonly zones: Known<readonly resources.Zone[]>;
  /** Availability zones with their hosts. */
  readonly zoneHosts: Known<readonly resources.Zone[]>;
  readonly hypervisors: Known<readonly resources.Hypervisor[]>;
  /** The project's servers that are named as VNFs. */
  readonly servers: Known<readonly resources.Server[]>;
  /** Images of the configured name or id, the newest first. */
  readonly images: Known<readonly resources.Image[]>;
  /** Hosts with at least one free dedicated CPU, by resource provider. */
  readonly capacity: Known<Readonly<Record<string, resources.ProviderSummary>>>;
}

const PROVIDER = ["provider:network_type", "provider:physical_network", "provider:segmentation_id"];

/** The longest that a survey takes, in ms. */
export const TIME_LIMIT = 3000;

/** Whether an agent is the SR-IOV agent of its host. */
export function isNicAgent({ agent_type }: resources.Agent): boolean {
  return agent_type === "NIC Switch agent";
}

/**
 * Asks the cloud all that preflight judges, at once, and only reads. What it refuses, hasn't or doesn't answer in time
 * is unknown, with the reason.
 * @throws if Keystone can't be reached, refuses the credentials or doesn't answer in time
 */
export async function surveyCloud(
  plan: Plan,
  credentials: Credentials = readCredentials(),
  timeLimit: number = TIME_LIMIT,
): Promise<Survey> {
  const deadline = AbortSignal.timeout(timeLimit);
  // Every question listens to it, which are more than Node takes for a leak.
  setMaxListeners(0, deadline);
  const cloud = await Cloud.connect(credentials, deadline);
  const { projectId, roles } = cloud;
  const get = questions(cloud);
  const network = <T>(path: string, key: string) => get<T>("network", path, key);
  const compute = <T>(path: string, key: string, microversion?: string) =>
    get<T>("compute", path, key, microversion && `compute ${microversion}`);

  const agents = network<resources.Agent[]>("/agents", "agents").then((all) => {
    if (all.length === 0) {
      throw new Error("Neutron shows these credentials no agent, as it does to all but administrators");
    }
    return all;
  });
  const asked = {
    extensions: network<{ alias: string }[]>(`/extensions?${fields("alias")}`, "extensions").then((all) =>
      all.map(({ alias }) => alias),
    ),
    agents,
    networks: network<resources.Network[]>(
      `/networks?${fields("id", "name", "project_id", "mtu", "tags", "segments", ...PROVIDER)}`,
      "networks",
    ),
    subnets: network<resources.Subnet[]>(
      `/subnets?${query(cidrsOf(plan).map((cidr) => ["cidr", cidr]))}`,
      "subnets",
    ),
    addressed: network<resources.Port[]>(
      `/ports?${query(addressesOf(plan).map((address) => ["fixed_ips", `ip_address=${address}`]))}`,
      "ports",
    ),
    bound: agents.then((all) =>
      boundTo(
        all.filter(isNicAgent).map(({ host }) => host),
        get,
      ),
    ),
    securityGroups: network<resources.SecurityGroup[]>(
      `/security-groups?${fields("id", "name")}`,
      "security_groups",
    ),
    networkQuota: network<Record<string, resources.NetworkQuota>>(`/quotas/${projectId}/details`, "quota"),
    // From 2.61 a flavor tells its extra specs itself.
    flavors: compute<resources.Flavor[]>("/flavors/detail?is_public=None", "flavors", "2.61"),
    limits: compute<{ absolute: resources.ComputeLimits }>("/limits", "limits").then(
      ({ absolute }) => absolute,
    ),
    zones: compute<resources.Zone[]>("/os-availability-zone", "availabilityZoneInfo"),
    zoneHosts: compute<resources.Zone[]>("/os-availability-zone/detail", "availabilityZoneInfo"),
    // From 2.53 a hypervisor's id is that of its resource provider; 2.88 would ask every host.
    hypervisors: compute<resources.Hypervisor[]>("/os-hypervisors/detail", "hypervisors", "2.53"),
    servers: serversNamed(
      plan.vnfs.map(({ name }) => name),
      get,
    ),
    images: imagesNamed(plan.image.name, get),
    // From 1.27 a summary tells all that a provider has, not only what was asked for.
    capacity: get<Record<string, resources.ProviderSummary>>(
      "placement",
      "/allocation_candidates?resources=PCPU:1",
      "provider_summaries",
      "placement 1.27",
    ),
  };
  return { projectId, roles, ...(await answered(asked, timeLimit)) };
}

/** Gets what stands in `key` of a service's answer. */
type Get = <T>(service: Service, path: string, key: string, microversion?: string) => Promise<T>;

/** A service's answer; a list that goes on has its next page in `<key>_links`. */
type Body = Readonly<Record<string, unknown>>;

/**
 * Asks each service one question ahead of the others. It asks Keystone about the token then, and remembers; else every
 * question that comes at the same time would make it ask again, which Keystone answers one after the other.
 */
function questions(cloud: Cloud): Get {
  const ahead = new Map<Service, Promise<Body>>();
  return async <T>(service: Service, path: string, key: string, microversion?: string): Promise<T> => {
    const ask = () => cloud.get<Body>(service, path, microversion);
    const asked = ahead.get(service)?.then(ask, ask) ?? ask();
    if (!ahead.has(service)) {
      ahead.set(service, asked);
    }
    const body = await asked;
    const value = body[key];
    if (value === undefined) {
      throw new Error(`the ${service} service answered without "${key}"`);
    }
    if (`${key}_links` in body) {
      throw new Error(`the cloud has more ${key} than the ${service} service tells at once`);
    }
    return value as T;
  };
}

/** The ports bound to `hosts`; their number may be that of the whole cloud, so no more is asked of each than is read. */
async function boundTo(hosts: readonly string[], get: Get): Promise<resources.Port[]> {
  if (hosts.length === 0) {
    return [];
  }
  const which = query(hosts.map((host) => ["binding:host_id", host]));
  return get("network", `/ports?${which}&${fields("id", "binding:host_id", "binding:profile")}`, "ports");
}

/** Servers by name. All else that /servers/detail tells of each server of the project would cost Nova much more. */
async function serversNamed(names: readonly string[], get: Get): Promise<resources.Server[]> {
  const all = await get<Omit<resources.Server, "metadata">[]>("compute", "/servers", "servers");
  return Promise.all(
    all
      .filter(({ name }) => names.includes(name))
      .map(async ({ id, name }) => ({
        id,
        name,
        metadata: await get<resources.Server["metadata"]>("compute", `/servers/${id}/metadata`, "metadata"),
      })),
  );
}

function imagesNamed(nameOrId: string, get: Get): Promise<resources.Image[]> {
  const which: [string, string] = isId(nameOrId) ? ["id", `in:${nameOrId}`] : ["name", nameOrId];
  return get("image", `/v2/images?${query([which, ["sort", "created_at:desc"]])}`, "images");
}

/** The VNFs' addresses, each once: the pair's ports may hold the same one. */
function addressesOf({ vnfs }: Plan): string[] {
  const all = vnfs.flatMap(({ nics }) => nics.flatMap(({ addresses }) => addresses));
  return [...new Set(all.map(({ address }) => address))];
}

function cidrsOf({ networks }: Plan): string[] {
  return inNicOrder(networks).flatMap(({ subnets }) => subnets.map(({ cidr }) => cidr));
}

function fields(...names: string[]): string {
  return query(names.map((name) => ["fields", name]));
}

function query(pairs: [string, string][]): string {
  return new URLSearchParams(pairs).toString();
}

/** Waits for every answer; none fails. */
async function answered<T extends Record<string, Promise<unknown>>>(
  asked: T,
  timeLimit: number,
): Promise<{ [Key in keyof T]: Known<Awaited<T[Key]>> }> {
  const answers = await Promise.all(
    Object.entries(asked).map(
      async ([question, promise]) => [question, await knownFrom(promise, timeLimit)] as const,
    ),
  );
  return Object.fromEntries(answers) as { [Key in keyof T]: Known<Awaited<T[Key]>> };
}
