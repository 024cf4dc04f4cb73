import { setMaxListeners } from "node:events";
import { inNicOrder } from "../plan/network";
import type { Plan } from "../plan/plan";
import { Cloud, type Service } from "./cloud";
import { type Credentials, readCredentials } from "./credentials";
import { isId } from "./id";
import { type Known, resolveKnown } from "./known";
import type * as resources from "./resources";

/** State of the cloud that preflight needs, as far as the credentials can see it. Plain data. */
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
  /** The project's servers that have the name of a VNF. */
  readonly servers: Known<readonly resources.Server[]>;
  /** Images with the configured name or id, newest first. */
  readonly images: Known<readonly resources.Image[]>;
  /** Hosts with at least one free dedicated CPU, by resource provider. */
  readonly capacity: Known<Readonly<Record<string, resources.ProviderSummary>>>;
}

const PROVIDER = ["provider:network_type", "provider:physical_network", "provider:segmentation_id"];

/** Timeout of a whole survey. */
export const TIME_LIMIT_MS = 3000;

/** Whether an agent is the SR-IOV agent of a host. */
export function isNicAgent({ agent_type }: resources.Agent): boolean {
  return agent_type === "NIC Switch agent";
}

/**
 * Reads the state of the cloud that preflight needs, with parallel requests. It changes nothing. A value is unknown,
 * with the reason, if its request fails or times out.
 * @throws if Keystone can't be reached, refuses the credentials or does not respond before the timeout
 */
export async function surveyCloud(
  plan: Plan,
  credentials: Credentials = readCredentials(),
  timeLimitMs: number = TIME_LIMIT_MS,
): Promise<Survey> {
  const deadline = AbortSignal.timeout(timeLimitMs);
  // All requests listen to the deadline. Node would report so many listeners as a leak.
  setMaxListeners(0, deadline);
  const cloud = await Cloud.connect(credentials, deadline);
  const { projectId, roles } = cloud;
  const get = createGet(cloud);
  const network = <T>(path: string, key: string) => get<T>("network", path, key);
  const compute = <T>(path: string, key: string, microversion?: string) =>
    get<T>("compute", path, key, microversion && `compute ${microversion}`);

  const agents = network<resources.Agent[]>("/agents", "agents").then((all) => {
    if (all.length === 0) {
      throw new Error("Neutron shows no agent to these credentials (only administrators can see agents)");
    }
    return all;
  });
  const responses = {
    extensions: network<{ alias: string }[]>(`/extensions?${fields("alias")}`, "extensions").then((all) =>
      all.map(({ alias }) => alias),
    ),
    agents,
    networks: network<resources.Network[]>(
      `/networks?${fields("id", "name", "project_id", "mtu", "tags", "description", "segments", ...PROVIDER)}`,
      "networks",
    ),
    subnets: network<resources.Subnet[]>(
      `/subnets?${query(listCidrs(plan).map((cidr) => ["cidr", cidr]))}`,
      "subnets",
    ),
    addressed: network<resources.Port[]>(
      `/ports?${query(listAddresses(plan).map((address) => ["fixed_ips", `ip_address=${address}`]))}`,
      "ports",
    ),
    bound: agents.then((all) =>
      listPortsOnHosts(
        all.filter(isNicAgent).map(({ host }) => host),
        get,
      ),
    ),
    securityGroups: network<resources.SecurityGroup[]>(
      `/security-groups?${fields("id", "name")}`,
      "security_groups",
    ),
    networkQuota: network<Record<string, resources.NetworkQuota>>(`/quotas/${projectId}/details`, "quota"),
    // From 2.61, the response contains the extra specs of each flavor.
    flavors: compute<resources.Flavor[]>("/flavors/detail?is_public=None", "flavors", "2.61"),
    limits: compute<{ absolute: resources.ComputeLimits }>("/limits", "limits").then(
      ({ absolute }) => absolute,
    ),
    zones: compute<resources.Zone[]>("/os-availability-zone", "availabilityZoneInfo"),
    zoneHosts: compute<resources.Zone[]>("/os-availability-zone/detail", "availabilityZoneInfo"),
    // From 2.53, a hypervisor has the id of its resource provider. With 2.88, Nova would query every host.
    hypervisors: compute<resources.Hypervisor[]>("/os-hypervisors/detail", "hypervisors", "2.53"),
    servers: listServers(
      plan.vnfs.map(({ name }) => name),
      get,
    ),
    images: listImages(plan.image.name, get),
    // From 1.27, a summary contains all resources of a provider, not only the requested ones.
    capacity: get<Record<string, resources.ProviderSummary>>(
      "placement",
      "/allocation_candidates?resources=PCPU:1",
      "provider_summaries",
      "placement 1.27",
    ),
  };
  return { projectId, roles, ...(await resolveAll(responses, timeLimitMs)) };
}

/** Sends a GET request, and returns the value of `key` in the response. */
type Get = <T>(service: Service, path: string, key: string, microversion?: string) => Promise<T>;

/** Response of a service. If a list has another page, its link is in `<key>_links`. */
type Body = Readonly<Record<string, unknown>>;

/**
 * Creates a function that sends the first request to a service alone, before all others. With this request, the service
 * validates the token at Keystone and caches the result. Without it, every parallel request would validate the token
 * again, and Keystone handles these validations one after the other.
 */
function createGet(cloud: Cloud): Get {
  const firstRequests = new Map<Service, Promise<Body>>();
  return async <T>(service: Service, path: string, key: string, microversion?: string): Promise<T> => {
    const send = () => cloud.get<Body>(service, path, microversion);
    const response = firstRequests.get(service)?.then(send, send) ?? send();
    if (!firstRequests.has(service)) {
      firstRequests.set(service, response);
    }
    const body = await response;
    const value = body[key];
    if (value === undefined) {
      throw new Error(`the response of the ${service} service has no "${key}"`);
    }
    if (`${key}_links` in body) {
      throw new Error(`the cloud has more ${key} than the ${service} service returns in one response`);
    }
    return value as T;
  };
}

/** Lists the ports bound to `hosts`. These can be all ports of the cloud, so it requests only the fields that are read. */
async function listPortsOnHosts(hosts: readonly string[], get: Get): Promise<resources.Port[]> {
  if (hosts.length === 0) {
    return [];
  }
  const filter = query(hosts.map((host) => ["binding:host_id", host]));
  return get("network", `/ports?${filter}&${fields("id", "binding:host_id", "binding:profile")}`, "ports");
}

/** Lists the servers with these names. /servers/detail would cost Nova much more: it returns details of all servers. */
async function listServers(names: readonly string[], get: Get): Promise<resources.Server[]> {
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

function listImages(nameOrId: string, get: Get): Promise<resources.Image[]> {
  const filter: [string, string] = isId(nameOrId) ? ["id", `in:${nameOrId}`] : ["name", nameOrId];
  return get("image", `/v2/images?${query([filter, ["sort", "created_at:desc"]])}`, "images");
}

/** Lists the addresses of the VNFs, each once: both SR-IOV ports of a VNF can have the same address. */
function listAddresses({ vnfs }: Plan): string[] {
  const all = vnfs.flatMap(({ nics }) => nics.flatMap(({ addresses }) => addresses));
  return [...new Set(all.map(({ address }) => address))];
}

function listCidrs({ networks }: Plan): string[] {
  return inNicOrder(networks).flatMap(({ subnets }) => subnets.map(({ cidr }) => cidr));
}

function fields(...names: string[]): string {
  return query(names.map((name) => ["fields", name]));
}

function query(pairs: [string, string][]): string {
  return new URLSearchParams(pairs).toString();
}

/** Waits for all responses. A failed request does not throw: its value is unknown. */
async function resolveAll<T extends Record<string, Promise<unknown>>>(
  responses: T,
  timeLimitMs: number,
): Promise<{ [Key in keyof T]: Known<Awaited<T[Key]>> }> {
  const values = await Promise.all(
    Object.entries(responses).map(
      async ([name, promise]) => [name, await resolveKnown(promise, timeLimitMs)] as const,
    ),
  );
  return Object.fromEntries(values) as { [Key in keyof T]: Known<Awaited<T[Key]>> };
}
