import { setMaxListeners } from "node:events";
import { extraSpecsOf } from "../plan/flavor";
import { inNicOrder } from "../plan/network";
import type { Plan } from "../plan/plan";
import { listAdoptedPorts } from "./adoptedPorts";
import { type Candidates, requestCandidates, serverFlavorOf } from "./candidates";
import type { Cloud, Service } from "./cloud";
import { isDeleted } from "./deletedServer";
import { isId } from "./id";
import { type Known, resolveKnown } from "./known";
import { type Body, listPages } from "./list";
import { listMatching } from "./manyFilters";
import type { ServerFlavor } from "./resourceRequest";
import type * as resources from "./resources";

/** State of the cloud that preflight needs, as far as the credentials can see it. Plain data. */
export interface Survey {
  readonly projectId: string;
  /** Roles of the credentials. */
  readonly roles: readonly string[];
  /** Sentences on what openstacksdk reads in another way than the OpenStack provider. */
  readonly credentialDifferences: readonly string[];
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
  /** Ports with the names and ids of adopted ports. */
  readonly adopted: Known<readonly resources.AdoptedPort[]>;
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
  /** The project's servers that have the name of a VNF, or to which a port with its address or an adopted port is attached. */
  readonly servers: Known<readonly resources.Server[]>;
  /** The project's server groups. */
  readonly serverGroups: Known<readonly resources.ServerGroup[]>;
  /** Images with the configured name or id, newest first. */
  readonly images: Known<readonly resources.Image[]>;
  /** Where Placement has the resources of a server. */
  readonly candidates: Known<Candidates>;
}

const NETWORK_FIELDS = [
  ...["id", "name", "project_id", "mtu", "tags", "description", "shared", "router:external", "segments"],
  ...["provider:network_type", "provider:physical_network", "provider:segmentation_id"],
];

/** Whether an agent is the SR-IOV agent of a host. */
export function isNicAgent({ agent_type }: resources.Agent): boolean {
  return agent_type === "NIC Switch agent";
}

/**
 * Reads the state of the cloud that preflight needs, with parallel requests. It changes nothing. A value is unknown,
 * with the reason, if its request fails or times out. It takes at most the cloud's time limit of one request.
 */
export async function surveyCloud(cloud: Cloud, plan: Plan): Promise<Survey> {
  const { timeoutMs } = cloud;
  const deadline = AbortSignal.timeout(timeoutMs);
  // All requests listen to the deadline. Node would report so many listeners as a leak.
  setMaxListeners(0, deadline);
  const { projectId, roles, credentialDifferences } = cloud;
  const reader = createReader(cloud, deadline);
  const { get, list } = reader;
  const agents = list<resources.Agent>("network", "/agents", "agents").then((all) => {
    if (all.length === 0) {
      throw new Error("Neutron shows no agent to these credentials (only administrators can see agents)");
    }
    return all;
  });
  // From 2.61, the response contains the extra specs of each flavor.
  const flavors = list<resources.Flavor>(
    "compute",
    "/flavors/detail?is_public=None",
    "flavors",
    "compute 2.61",
  );
  const images = listImages(plan.image.name, reader);
  const listPorts = <T>(path: string) => list<T>("network", path, "ports");
  const addressed = listMatching<resources.Port>(
    listPorts,
    "/ports",
    listAddresses(plan).map((address) => ["fixed_ips", `ip_address=${address}`]),
  );
  const adopted = listAdoptedPorts<resources.AdoptedPort>(
    plan.vnfs.flatMap(({ nics }) => nics),
    listPorts,
  );
  const responses = {
    extensions: list<{ alias: string }>("network", `/extensions?${fields("alias")}`, "extensions").then(
      (all) => all.map(({ alias }) => alias),
    ),
    agents,
    networks: list<resources.Network>("network", `/networks?${fields(...NETWORK_FIELDS)}`, "networks"),
    subnets: list<resources.Subnet>(
      "network",
      `/subnets?${query(listCidrs(plan).map((cidr) => ["cidr", cidr]))}`,
      "subnets",
    ),
    addressed,
    adopted,
    // These can be all ports of the cloud, so only the fields that are read.
    bound: agents.then((all) =>
      listMatching<resources.Port>(
        listPorts,
        "/ports",
        all.filter(isNicAgent).map(({ host }) => ["binding:host_id", host]),
        fields("id", "binding:host_id", "binding:profile"),
      ),
    ),
    securityGroups: list<resources.SecurityGroup>(
      "network",
      `/security-groups?${fields("id", "name")}`,
      "security_groups",
    ),
    networkQuota: get<Record<string, resources.NetworkQuota>>(
      "network",
      `/quotas/${projectId}/details`,
      "quota",
    ),
    flavors,
    limits: get<{ absolute: resources.ComputeLimits }>("compute", "/limits", "limits").then(
      ({ absolute }) => absolute,
    ),
    zones: list<resources.Zone>("compute", "/os-availability-zone", "availabilityZoneInfo"),
    zoneHosts: list<resources.Zone>("compute", "/os-availability-zone/detail", "availabilityZoneInfo"),
    // From 2.53, a hypervisor has the id of its resource provider. With 2.88, Nova would query every host.
    hypervisors: list<resources.Hypervisor>(
      "compute",
      "/os-hypervisors/detail",
      "hypervisors",
      "compute 2.53",
    ),
    servers: listServers(
      plan.vnfs.map(({ name }) => name),
      [addressed, adopted],
      reader,
    ),
    serverGroups: list<resources.ServerGroup>("compute", "/os-server-groups", "server_groups"),
    images,
    candidates: findFlavor(plan, flavors).then(async (flavor) =>
      requestCandidates(flavor, (await images)[0], (query) =>
        reader.read("placement", `/allocation_candidates?${query}`, "placement 1.36"),
      ),
    ),
  };
  return { projectId, roles, credentialDifferences, ...(await resolveAll(responses, timeoutMs)) };
}

/** Reads a cloud for a survey. */
interface Reader {
  /** Sends a GET request, and returns the response. */
  read<T>(service: Service, path: string, microversion?: string): Promise<T>;
  /** Sends a GET request, and returns the value of `key` in the response. */
  get<T>(service: Service, path: string, key: string, microversion?: string): Promise<T>;
  /** Reads all pages of a list, which is the value of `key` in each response. */
  list<T>(service: Service, path: string, key: string, microversion?: string): Promise<T[]>;
}

/**
 * Creates a reader that sends the first request to a service alone, before all others. With this request, the service
 * validates the token at Keystone and caches the result. Without it, every parallel request would validate the token
 * again, and Keystone handles these validations one after the other.
 */
function createReader(cloud: Cloud, deadline: AbortSignal): Reader {
  const firstRequests = new Map<Service, Promise<Body>>();
  const getBody = async (service: Service, path: string, microversion?: string): Promise<Body> => {
    const send = () => cloud.get<Body>(service, path, { microversion, signal: deadline });
    const response = firstRequests.get(service)?.then(send, send) ?? send();
    if (!firstRequests.has(service)) {
      firstRequests.set(service, response);
    }
    return response;
  };
  return {
    async read<T>(service: Service, path: string, microversion?: string): Promise<T> {
      return (await getBody(service, path, microversion)) as T;
    },
    async get<T>(service: Service, path: string, key: string, microversion?: string): Promise<T> {
      const value = (await getBody(service, path, microversion))[key];
      if (value === undefined) {
        throw new Error(`the response of the ${service} service has no "${key}"`);
      }
      return value as T;
    },
    list<T>(service: Service, path: string, key: string, microversion?: string): Promise<T[]> {
      return listPages<T>((page) => getBody(service, page, microversion), service, path, key);
    },
  };
}

/**
 * Lists the servers with these names, and those to which one of the ports is attached: a server can have been renamed.
 * /servers/detail would cost Nova much more: it returns details of all servers.
 */
async function listServers(
  names: readonly string[],
  portLists: readonly Promise<readonly resources.Port[]>[],
  { get, list }: Reader,
): Promise<resources.Server[]> {
  const [all, ...ports] = await Promise.all([
    list<Pick<resources.Server, "id" | "name">>("compute", "/servers", "servers"),
    // If a list of ports fails, its own checks say so.
    ...portLists.map((ports) => ports.catch(() => [])),
  ]);
  const attached = new Set(ports.flat().map(({ device_id }) => device_id));
  const servers = await Promise.all(
    all
      .filter(({ id, name }) => names.includes(name) || attached.has(id))
      .map(({ id }) => get<resources.Server>("compute", `/servers/${id}`, "server")),
  );
  return servers.filter((server) => !isDeleted(server));
}

function listImages(nameOrId: string, { list }: Reader): Promise<resources.Image[]> {
  const filter: [string, string] = isId(nameOrId) ? ["id", `in:${nameOrId}`] : ["name", nameOrId];
  return list("image", `/v2/images?${query([filter, ["sort", "created_at:desc"]])}`, "images");
}

/** The flavor of the servers: as the plan describes it, or as it exists already. @throws if there is none to adopt */
async function findFlavor(
  { flavor }: Plan,
  all: Promise<readonly resources.Flavor[]>,
): Promise<ServerFlavor> {
  if (!flavor.adopt) {
    return { ...flavor, specs: extraSpecsOf(flavor) };
  }
  const found = (await all).find(({ name }) => name === flavor.name);
  if (found === undefined) {
    throw new Error(`there is no flavor "${flavor.name}"`);
  }
  return serverFlavorOf(found);
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
