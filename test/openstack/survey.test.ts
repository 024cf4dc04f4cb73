import { Cloud, cloudOptionsOf } from "../../openstack/cloud";
import { type Survey, surveyCloud } from "../../openstack/survey";
import { planWith } from "../preflight/cloud";
import { FakeCloud, type Reply } from "./fakeCloud";

const NIC_AGENT = { agent_type: "NIC Switch agent", host: "compute-1" };

/** Responses of a cloud that shows everything. The first pattern that matches the request is used. */
const RESPONSES: readonly [RegExp, Reply][] = [
  [/^network \/extensions/, { extensions: [{ alias: "provider" }, { alias: "binding" }] }],
  [/^network \/agents/, { agents: [NIC_AGENT, { agent_type: "Open vSwitch agent", host: "network-1" }] }],
  [/^network \/networks/, { networks: [{ id: "n" }] }],
  [/^network \/subnets/, { subnets: [] }],
  [/^network \/ports\?binding/, { ports: [{ id: "bound" }] }],
  [/^network \/ports\?fixed_ips/, { ports: [{ id: "addressed" }] }],
  [/^network \/security-groups/, { security_groups: [] }],
  [/^network \/quotas\/the-project\/details/, { quota: { port: { limit: 1, used: 0, reserved: 0 } } }],
  [/^compute \/flavors/, { flavors: [] }],
  [/^compute \/limits/, { limits: { absolute: { maxTotalCores: 20 } } }],
  [/^compute \/os-availability-zone/, { availabilityZoneInfo: [] }],
  [/^compute \/os-hypervisors/, { hypervisors: [] }],
  [/^compute \/os-server-groups/, { server_groups: [{ id: "g" }] }],
  [/^compute \/servers/, { servers: [] }],
  [/^image \/v2\/images\?name=cpnr-image/, { images: [{ id: "i" }] }],
  [/^placement \/allocation_candidates/, { allocation_requests: [], provider_summaries: {} }],
];

interface SurveyResult {
  readonly survey: Survey;
  readonly cloud: FakeCloud;
  readonly timeMs: number;
}

/** Surveys a cloud with the responses above, except for requests that match `exceptions`. */
async function survey(
  exceptions: [RegExp, Reply][] = [],
  timeLimitMs = 3000,
  delayMs = 0,
  plan = planWith(),
): Promise<SurveyResult> {
  const responses = [...exceptions, ...RESPONSES];
  const cloud = new FakeCloud(
    (path) => responses.find(([pattern]) => pattern.test(path))?.[1] ?? 500,
    delayMs,
  );
  const credentials = await cloud.start();
  try {
    const start = Date.now();
    const found = await surveyCloud(await Cloud.connect(credentials, { timeoutMs: timeLimitMs }), plan);
    return { survey: found, cloud, timeMs: Date.now() - start };
  } finally {
    await cloud.stop();
  }
}

describe("A survey", () => {
  it("knows every value if the cloud answers every request", async () => {
    const { projectId, roles, credentialDifferences, ...values } = (await survey()).survey;
    expect({ projectId, roles, credentialDifferences }).toEqual({
      projectId: "the-project",
      roles: ["member"],
      credentialDifferences: [],
    });
    expect(Object.values(values).filter((value) => "unknown" in value)).toEqual([]);
    expect(values).toMatchObject({
      extensions: { known: ["provider", "binding"] },
      limits: { known: { maxTotalCores: 20 } },
      bound: { known: [{ id: "bound" }] },
      addressed: { known: [{ id: "addressed" }] },
      serverGroups: { known: [{ id: "g" }] },
      images: { known: [{ id: "i" }] },
    });
  });

  it("requests the configured addresses and CIDRs, and the ports on hosts with an SR-IOV agent", async () => {
    const requests = (await survey()).cloud.requests.map(decodeURIComponent);
    expect(requests).toContain(
      "network /ports?fixed_ips=ip_address=192.168.100.101&fixed_ips=ip_address=10.10.10.101&fixed_ips=ip_address=172.16.1.10",
    );
    expect(requests.find((path) => path.startsWith("network /subnets"))).toContain("cidr=10.10.10.0/24");
    expect(requests.find((path) => path.startsWith("network /ports?binding"))).toMatch(/=compute-1&fields/);
  });

  it("asks Placement what Nova's scheduler asks, with the traits of the image: for dedicated CPUs, and for shared ones", async () => {
    const { cloud } = await survey([[/images/, { images: [{ id: "i", "trait:CUSTOM_FAST": "required" }] }]]);
    const rest = "required=CUSTOM_FAST&root_required=!COMPUTE_STATUS_DISABLED";
    const requests = cloud.requests.filter((path) => path.startsWith("placement")).map(decodeURIComponent);
    expect(requests.sort()).toEqual([
      `placement /allocation_candidates?resources=DISK_GB:40,MEMORY_MB:8192,PCPU:4&${rest}`,
      `placement /allocation_candidates?resources=DISK_GB:40,MEMORY_MB:8192,VCPU:4&${rest}`,
    ]);
  });

  it("knows that Placement refuses the request, and so Nova finds no host", async () => {
    const { survey: found } = await survey([[/^placement/, 400]]);
    expect(found.candidates).toMatchObject({
      known: { first: { allocation_requests: [] }, refused: expect.stringContaining("status 400: no") },
    });
  });

  it("requests the servers with the name or a port of a VNF, and no other server; a deleted one does not count", async () => {
    const named = { id: "a", name: "cpnr-dns-1", status: "ACTIVE", metadata: { "cpnr-stack": "cpnr/lab" } };
    const renamed = { ...named, id: "b", name: "renamed" };
    const deleted = { ...named, id: "d", status: "DELETED" };
    const { survey: found, cloud } = await survey([
      [/servers\/a$/, { server: named }],
      [/servers\/b$/, { server: renamed }],
      [/servers\/d$/, { server: deleted }],
      [/servers$/, { servers: [named, renamed, { id: "c", name: "other" }, deleted] }],
      [/ports\?fixed_ips/, { ports: [{ id: "addressed", device_id: "b" }] }],
    ]);
    expect(found.servers).toEqual({ known: [named, renamed] });
    expect(cloud.requests).not.toContain("compute /servers/c");
  });

  it("reads all pages of a list", async () => {
    const { survey: found } = await survey([
      [/flavors\/detail.*marker=1/, { flavors: [{ name: "two" }] }],
      [
        /flavors/,
        {
          flavors: [{ name: "one" }],
          flavors_links: [
            { rel: "next", href: "http://internal/compute/flavors/detail?is_public=None&marker=1" },
          ],
        },
      ],
      [/images.*marker=i/, { images: [{ id: "j" }] }],
      [/images/, { images: [{ id: "i" }], next: "/v2/images?marker=i" }],
    ]);
    expect(found).toMatchObject({
      flavors: { known: [{ name: "one" }, { name: "two" }] },
      images: { known: [{ id: "i" }, { id: "j" }] },
    });
  });

  it("gives Keystone the same time as everything else: a slow token is no failure", async () => {
    const { survey: found, timeMs } = await survey([], 2000, 1200);
    expect(timeMs).toBeGreaterThan(2000);
    expect(found.images).toEqual({ known: [{ id: "i" }] });
  });

  it("has the time limit of the setting cpnr:cloud.timeout, 30 s by default", async () => {
    expect(planWith().cloud).toEqual({ timeout: 30 });
    const cloud = new FakeCloud((path) => (path.startsWith("identity") ? "nothing" : 500));
    const credentials = await cloud.start();
    const start = performance.now();
    const options = cloudOptionsOf({ cloud: { timeout: 1 } });
    await expect(Cloud.connect(credentials, options)).rejects.toThrow("timeout");
    expect(performance.now() - start).toBeLessThan(4000);
    await cloud.stop();
  });

  it("takes hardly more requests for a hundred VNFs than for one, and none with a long URL", async () => {
    const hundred = planWith((raw) => {
      const [first] = raw.vnfs;
      raw.orchestration.subnets[0].cidr = "192.168.0.0/16";
      raw.vnfs = Array.from({ length: 100 }, (_, index) => ({
        ...first,
        name: `cpnr-dns-${index + 1}`,
        hostname: `CPNRDNS${index + 1}`,
        orchestration: [`192.168.100.${index + 101}`],
        management: [`10.10.10.${index + 101}`],
        bond: { ...first.bond, addresses: [`172.16.1.${index + 101}/24`] },
      }));
    });
    const one = (await survey()).cloud.requests;
    const many = (await survey([], 3000, 0, hundred)).cloud.requests;
    expect(many.length - one.length).toBeLessThanOrEqual(4);
    const asked = many.flatMap((path) => [...decodeURIComponent(path).matchAll(/ip_address=([\d.]+)/g)]);
    expect(asked).toHaveLength(300);
    expect(Math.max(...many.map(({ length }) => length))).toBeLessThan(4100);
  });

  it("sends all requests in parallel, after one request to each service", async () => {
    const { cloud } = await survey([], 3000, 100);
    expect(cloud.maxParallel).toBeGreaterThanOrEqual(cloud.requests.length - 6);
  });

  it("has an unknown value with the reason if the cloud refuses a request or does not have the API", async () => {
    const { survey: found } = await survey([
      [/allocation_candidates/, 403],
      [/details/, 404],
      [/flavors/, {}],
      [/servers/, { servers: [], servers_links: [{ rel: "next", href: "http://cloud/flavors" }] }],
      [/\/agents/, { agents: [] }],
    ]);
    expect(found).toMatchObject({
      candidates: { unknown: "these credentials are not allowed to read it (403)" },
      networkQuota: { unknown: "the cloud does not have this API (404)" },
      flavors: { unknown: 'the response of the compute service has no "flavors"' },
      servers: { unknown: "the link to the next page of servers leads to another resource" },
      agents: { unknown: expect.stringContaining("shows no agent to these credentials") },
      bound: { unknown: expect.stringContaining("shows no agent to these credentials") },
      networks: { known: [{ id: "n" }] },
    });
  });

  it("waits for a hanging service only until its time limit, and keeps the other responses", async () => {
    const { survey: found, timeMs } = await survey([[/^compute/, "nothing"]], 1000);
    expect(timeMs).toBeLessThan(2500);
    expect(found).toMatchObject({
      limits: { unknown: "there was no response within 1 s" },
      images: { known: [{ id: "i" }] },
    });
  });

  it("throws an error with what to do if Keystone hangs", async () => {
    await expect(survey([[/^identity/, "nothing"]], 300)).rejects.toThrow(
      /identity\/v3\/auth\/tokens did not respond before the timeout\. The cloud can't be reached: check auth_url/,
    );
  });

  it("throws an error with what to do if the connection is refused", async () => {
    const cloud = new FakeCloud(() => 500);
    const credentials = await cloud.start();
    await cloud.stop();
    await expect(Cloud.connect(credentials)).rejects.toThrow(
      /refused the connection \(ECONNREFUSED\)\. The cloud can't be reached: check auth_url/,
    );
  });
});
