import type { IncomingMessage, ServerResponse } from "node:http";
import { Cloud } from "../../openstack/cloud";
import { list } from "../../openstack/list";
import { nameFilter } from "../../openstack/ownServers";
import { type VnfState, type VnfStateOptions, vnfState } from "../../openstack/vnfState";
import { planWith } from "../preflight/cloud";
import { credentialsFor, respondJson, withServices } from "./testServer";

const OWNER = "cpnr/lab";
const VNF = planWith().vnfs[0] as ReturnType<typeof planWith>["vnfs"][number];

interface FakeServer {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly metadata: Record<string, string>;
  readonly hostId: string;
}

function server(id: string, name: string = VNF.name, owner = OWNER, hostId = ""): FakeServer {
  return { id, name, status: "ACTIVE", metadata: { "cpnr-stack": owner }, hostId };
}

/** A Nova and a Neutron whose pages have one entry each. Nova filters by regular expressions, like the real one. */
class FakeServices {
  readonly paths: string[] = [];

  constructor(
    readonly servers: readonly FakeServer[],
    readonly ports: readonly object[] = [],
    readonly hidden: readonly string[] = [],
    readonly extensions: readonly string[] = [],
    readonly serverGroups: readonly object[] | 403 = [],
  ) {}

  respond(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url as string, "http://cloud");
    this.paths.push(url.pathname);
    if (url.pathname.endsWith("/servers/detail")) {
      const pattern = new RegExp(url.searchParams.get("name") ?? "");
      const listed = this.servers.filter(({ id, name }) => pattern.test(name) && !this.hidden.includes(id));
      respondJson(response, page(listed, "servers", url));
    } else if (url.pathname.endsWith("/os-server-groups")) {
      const { serverGroups } = this;
      respondJson(response, { server_groups: serverGroups }, serverGroups === 403 ? 403 : 200);
    } else if (url.pathname.endsWith("/ports")) {
      const listed = this.ports.filter((port) => matches(port as Record<string, unknown>, url));
      respondJson(response, page(listed, "ports", url));
    } else if (url.pathname.includes("/extensions/")) {
      const hasExtension = this.extensions.some((alias) => url.pathname.endsWith(`/extensions/${alias}`));
      respondJson(response, {}, hasExtension ? 200 : 404);
    } else {
      const found = this.servers.find(({ id }) => url.pathname.endsWith(`/servers/${id}`));
      respondJson(response, { server: found }, found === undefined ? 404 : 200);
    }
  }
}

/** Whether a port has one of the names or ids for which a request asks. Every port has the mark of the stack. */
function matches(port: Record<string, unknown>, { searchParams }: URL): boolean {
  return ["name", "id"].every(
    (key) => !searchParams.has(key) || searchParams.getAll(key).includes(port[key] as string),
  );
}

/** The page after `marker`. The link has an internal address, like that of a service behind a TLS proxy. */
function page(all: readonly object[], key: string, url: URL): object {
  const start = Number(url.searchParams.get("marker") ?? 0);
  const next = new URL(url.pathname + url.search, "http://internal:8774");
  next.searchParams.set("marker", String(start + 1));
  const links = start + 1 < all.length ? { [`${key}_links`]: [{ rel: "next", href: next.href }] } : {};
  return { [key]: all.slice(start, start + 1), ...links };
}

async function stateOf(services: FakeServices, vnf = VNF, options: VnfStateOptions = {}): Promise<VnfState> {
  return withServices(
    (request, response) => services.respond(request, response),
    async ({ url }) => vnfState(await Cloud.connect(credentialsFor(url)), vnf, OWNER, options),
  );
}

function port(index: number, deviceId: string): object {
  const name = VNF.nics[index]?.portName;
  return { id: `p${index}`, name, mac_address: "", fixed_ips: [], status: "ACTIVE", device_id: deviceId };
}

describe("The state of a VNF", () => {
  it("has the server although it is on the last page", async () => {
    const others = ["a", "b", "c"].map((id) => server(id, VNF.name, "cpnr/other"));
    const { server: found } = await stateOf(new FakeServices([...others, server("mine")]));
    expect(found).toMatchObject({ known: { id: "mine", status: "ACTIVE" } });
  });

  it.each([
    ["UP", false],
    ["MAINTENANCE", false],
    ["UNKNOWN", true],
    ["DOWN", true],
    [undefined, null],
  ])("says whether its host is down: %s", async (host_status, isHostDown) => {
    const services = new FakeServices([{ ...server("mine"), ...(host_status && { host_status }) }]);
    expect((await stateOf(services)).server).toMatchObject({ known: { isHostDown } });
  });

  it("has no server with a longer or shorter name", async () => {
    const names = [`${VNF.name}0`, `a${VNF.name}`, VNF.name.slice(1)];
    const services = new FakeServices(names.map((name, index) => server(String(index), name)));
    expect((await stateOf(services)).server).toEqual({ known: null });
    expect(services.paths.filter((path) => path.endsWith("/servers/detail"))).toHaveLength(1);
  });

  it("has no server if Nova still lists a deleted one for a moment", async () => {
    const deleted = { ...server("gone"), status: "DELETED" };
    expect((await stateOf(new FakeServices([deleted]))).server).toEqual({ known: null });
    const services = new FakeServices([deleted], [port(0, "gone")], ["gone"]);
    expect((await stateOf(services)).server).toEqual({ known: null });
  });

  it("has the ports of all pages", async () => {
    const ports = VNF.nics.map((_, index) => port(index, "mine"));
    const { ports: found } = await stateOf(new FakeServices([server("mine")], ports));
    expect(found).toMatchObject({ known: VNF.nics.map(({ role }) => ({ role, attached: true })) });
  });

  describe("with adopted ports", () => {
    const id = "2457f0de-8834-4f96-b546-42890c317405";
    const adopting = planWith(({ vnfs }) => {
      vnfs[0].adoptPorts = { "sriov-1": "given", "sriov-2": id };
    }).vnfs[0] as typeof VNF;
    const given = (fields: object) => ({ ...port(2, "mine"), name: "given", ...fields });

    it("has them by name and by id, whoever made them", async () => {
      const ports = [given({ id: "a" }), given({ id, name: "any" })];
      const { ports: found } = await stateOf(new FakeServices([server("mine")], ports), adopting);
      expect(found).toMatchObject({
        known: [
          { role: "sriov-1", id: "a", attached: true },
          { role: "sriov-2", id, attached: true },
        ],
      });
    });

    it("has the one that the server has, of several with this name", async () => {
      const ports = [given({ id: "other", device_id: "elsewhere" }), given({ id: "meant" })];
      const { ports: found } = await stateOf(new FakeServices([server("mine")], ports), adopting);
      expect(found).toMatchObject({ known: [{ role: "sriov-1", id: "meant" }] });
    });
  });

  it.each([
    ["the port's attribute", { trusted: true, "binding:profile": {} }, true],
    [
      "the port's attribute, not the profile",
      { trusted: false, "binding:profile": { trusted: "true" } },
      false,
    ],
    ["the profile of an older Neutron", { "binding:profile": { trusted: "True" } }, true],
    ["a profile without trust", { "binding:profile": { pci_slot: "0000:18:02.7" } }, false],
    ["neither, as a member sees it", {}, null],
  ])("reads the trust of a VF from %s", async (_, fields, expected) => {
    const { ports } = await stateOf(new FakeServices([server("mine")], [{ ...port(2, "mine"), ...fields }]));
    expect(ports).toMatchObject({ known: [{ isTrusted: expected }] });
  });

  it.each([
    ["can change the uplink flag of a port", true],
    ["can't", false],
  ])("tells whether Neutron %s", async (_, isUplinkUpdatable) => {
    const extensions = isUplinkUpdatable ? ["uplink-status-propagation-updatable"] : [];
    const services = new FakeServices([server("mine")], [port(2, "mine")], [], extensions);
    expect((await stateOf(services)).ports).toMatchObject({ known: [{ isUplinkUpdatable }] });
  });

  it("is unknown, not without a server, if Nova omits the server from a list but still has it", async () => {
    const services = new FakeServices([server("mine")], [port(0, "mine")], ["mine"]);
    expect((await stateOf(services)).server).toEqual({
      unknown: `Nova lists no server with this name, but port ${VNF.nics[0]?.portName} is attached to server mine, which exists`,
    });
  });

  it("has no server if Nova does not have the server to which a port is attached", async () => {
    expect((await stateOf(new FakeServices([], [port(0, "gone")]))).server).toEqual({ known: null });
  });
});

describe("The hosts of the VNFs of a stack", () => {
  const PEERS = ["cpnr-dns-2", "cpnr-dns-3"];
  const servers = [
    server("1", VNF.name, OWNER, "hash-a"),
    server("2", "cpnr-dns-2", OWNER, "hash-a"),
    server("3", "cpnr-dns-3", OWNER, ""),
    server("4", "cpnr-dns-2", "cpnr/other", "hash-b"),
  ];
  const group = { id: "g", name: "cpnr-stack=cpnr/lab anti-affinity", policies: ["anti-affinity"] };
  const placementOf = (services: FakeServices) => stateOf(services, VNF, { peers: PEERS });

  it("are known by Nova's hash of the host, which every tenant sees; a server without a host has none", async () => {
    const { placement } = await placementOf(new FakeServices(servers));
    expect(placement).toEqual({
      known: {
        hostId: "hash-a",
        peers: [
          { name: "cpnr-dns-2", hostId: "hash-a" },
          { name: "cpnr-dns-3", hostId: null },
        ],
      },
    });
  });

  it("have no host for a peer that Nova does not list", async () => {
    const { placement } = await placementOf(new FakeServices(servers.slice(0, 1)));
    expect(placement).toMatchObject({ known: { peers: PEERS.map((name) => ({ name, hostId: null })) } });
  });

  it("come with the stack's server groups, and whether the server is a member", async () => {
    const groups = [
      { ...group, members: ["1", "2"] },
      { ...group, id: "h", members: [] },
      { ...group, id: "other", name: "cpnr-stack=cpnr/other anti-affinity", members: ["1"] },
    ];
    const { serverGroups } = await placementOf(new FakeServices(servers, [], [], [], groups));
    expect(serverGroups).toEqual({
      known: [
        { id: "g", policy: "anti-affinity", isMember: true },
        { id: "h", policy: "anti-affinity", isMember: false },
      ],
    });
  });

  it("are known although the credentials do not see server groups", async () => {
    const state = await placementOf(new FakeServices(servers, [], [], [], 403));
    expect(state.placement).toMatchObject({ known: { hostId: "hash-a" } });
    expect(state.serverGroups).toMatchObject({ unknown: expect.stringContaining("403") });
  });

  it("take as many requests for a hundred VNFs as for two, with a URL of the same length", async () => {
    const filters = new Set<number>();
    const requestsWith = async (count: number) => {
      const peers = Array.from({ length: count }, (_, index) => `cpnr-dns-${index + 2}`);
      filters.add(nameFilter([VNF.name, ...peers]).length);
      // A Nova returns a page of up to 1000 servers; this one returns one server in a page.
      const services = new FakeServices(servers.slice(0, 1), [], [], [], [{ ...group, members: [] }]);
      await stateOf(services, VNF, { peers });
      return services.paths.length;
    };
    expect(await requestsWith(100)).toBe(await requestsWith(1));
    expect([...filters]).toHaveLength(1);
  });

  it("are not read for a command that does not compare them", async () => {
    const services = new FakeServices(servers);
    const { placement } = await stateOf(services);
    expect(placement).toEqual({ unknown: "it was not read" });
    expect(services.paths.filter((path) => path.endsWith("/os-server-groups"))).toEqual([]);
  });
});

describe("Nova's filter for a name", () => {
  it.each([
    ["cpnr-dns-1", "^cpnr-dns-1$"],
    ["dns.example", "^dns.+example$"],
    ["a|b (c) [d] é*", "^a.+b.+c.+d.+$"],
  ])("matches the whole of %s, and needs no escapes", (name, expected) => {
    expect(nameFilter([name])).toBe(expected);
    expect(name).toMatch(new RegExp(expected));
  });

  it.each([
    [["cpnr-dns-1", "cpnr-dns-2"], "^cpnr-dns-.*$"],
    [["dns-1", "dns-1"], "^dns-1$"],
    [["dns", "dns-2"], "^dns.*$"],
    [["east-dns", "west-dns"], "^.*st-dns$"],
    [["aba", "ababa"], "^aba.*$"],
    [["a.b (1)", "a.b (2)"], "^a.+b.+.*.+$"],
    [["x", "y"], "^.*$"],
  ])(
    "matches each of %j by their common start and end, without an alternative, which MySQL lacks",
    (names, expected) => {
      expect(nameFilter(names)).toBe(expected);
      for (const name of names) {
        expect(name).toMatch(new RegExp(expected));
      }
    },
  );
});

describe("A list", () => {
  /** Reads a list from a service that responds with `bodies`, by the query. */
  async function listFrom(
    respond: (search: string) => object,
  ): Promise<{ result: unknown; searches: string[] }> {
    const searches: string[] = [];
    return withServices(
      (request, response) => {
        const { search } = new URL(request.url as string, "http://cloud");
        searches.push(search);
        respondJson(response, respond(search));
      },
      async ({ url }) => {
        const cloud = await Cloud.connect(credentialsFor(url));
        const result = await list(cloud, "network", "/ports?tags=a", "ports").catch((e: Error) => e.message);
        return { result, searches };
      },
    );
  }

  it("keeps its filters on the next page, whatever the link has, and sends nothing to another server", async () => {
    const { result, searches } = await listFrom((search) =>
      search.includes("marker")
        ? { ports: [2] }
        : { ports: [1], ports_links: [{ rel: "next", href: "https://evil.example/v2.0/ports?marker=1" }] },
    );
    expect(result).toEqual([1, 2]);
    expect(searches).toEqual(["?tags=a", "?tags=a&marker=1"]);
  });

  it.each<[string, object, RegExp]>([
    ["that is its own next page", { ports: [], next: "/v2.0/ports?tags=a" }, /have no end/],
    ["whose next page is another resource", { ports: [], next: "/v2.0/networks" }, /another resource/],
    ["whose next page has no address", { ports: [], ports_links: [{ rel: "next" }] }, /another resource/],
    ["that is missing in the response", { networks: [] }, /has no "ports"/],
  ])("%s causes an error", async (_, body, expected) => {
    expect((await listFrom(() => body)).result).toMatch(expected);
  });

  it("with pages without an end stops after 1000 pages", async () => {
    let pages = 0;
    const { result } = await listFrom(() => {
      pages += 1;
      return { ports: [], next: `/v2.0/ports?marker=${pages}` };
    });
    expect(result).toMatch(/have no end \(1000 pages were read\)/);
  });
});
