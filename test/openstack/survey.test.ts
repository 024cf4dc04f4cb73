import { type Survey, surveyCloud } from "../../openstack/survey";
import { planWith } from "../preflight/cloud";
import { FakeCloud, type Reply } from "./fakeCloud";

const NIC_AGENT = { agent_type: "NIC Switch agent", host: "compute-1" };

/** What a cloud answers in which all is seen; the first pattern that a question matches counts. */
const ANSWERS: readonly [RegExp, Reply][] = [
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
  [/^compute \/servers/, { servers: [] }],
  [/^image \/v2\/images\?name=cpnr-image/, { images: [{ id: "i" }] }],
  [/^placement \/allocation_candidates/, { provider_summaries: {} }],
];

interface Asked {
  readonly survey: Survey;
  readonly cloud: FakeCloud;
  readonly time: number;
}

/** Surveys a cloud that answers as above, except where `exceptions` match. */
async function survey(exceptions: [RegExp, Reply][] = [], timeLimit = 3000, delay = 0): Promise<Asked> {
  const answers = [...exceptions, ...ANSWERS];
  const cloud = new FakeCloud((path) => answers.find(([pattern]) => pattern.test(path))?.[1] ?? 500, delay);
  const credentials = await cloud.start();
  try {
    const start = Date.now();
    const found = await surveyCloud(planWith(), credentials, timeLimit);
    return { survey: found, cloud, time: Date.now() - start };
  } finally {
    await cloud.stop();
  }
}

describe("a survey", () => {
  it("sees every answer of a cloud that gives them all", async () => {
    const { projectId, roles, ...answers } = (await survey()).survey;
    expect({ projectId, roles }).toEqual({ projectId: "the-project", roles: ["member"] });
    expect(Object.values(answers).filter((answer) => "unknown" in answer)).toEqual([]);
    expect(answers).toMatchObject({
      extensions: { known: ["provider", "binding"] },
      limits: { known: { maxTotalCores: 20 } },
      bound: { known: [{ id: "bound" }] },
      addressed: { known: [{ id: "addressed" }] },
      images: { known: [{ id: "i" }] },
    });
  });

  it("asks for what is configured: addresses, CIDRs, and the ports of the SR-IOV agents' hosts", async () => {
    const asked = (await survey()).cloud.asked.map(decodeURIComponent);
    expect(asked).toContain(
      "network /ports?fixed_ips=ip_address=192.168.100.101&fixed_ips=ip_address=10.10.10.101&fixed_ips=ip_address=172.16.1.10",
    );
    expect(asked.find((path) => path.startsWith("network /subnets"))).toContain("cidr=10.10.10.0/24");
    expect(asked.find((path) => path.startsWith("network /ports?binding"))).toMatch(/=compute-1&fields/);
  });

  it("asks for the marks of the servers that are named as VNFs, and of no other", async () => {
    const { survey: found, cloud } = await survey([
      [/servers\/a\/metadata/, { metadata: { "cpnr-stack": "cpnr/lab" } }],
      [
        /servers$/,
        {
          servers: [
            { id: "a", name: "cpnr-dns-1" },
            { id: "b", name: "other" },
          ],
        },
      ],
    ]);
    expect(found.servers).toEqual({
      known: [{ id: "a", name: "cpnr-dns-1", metadata: { "cpnr-stack": "cpnr/lab" } }],
    });
    expect(cloud.asked).not.toContain("compute /servers/b/metadata");
  });

  it("asks all at once, after one question to each service", async () => {
    const { cloud } = await survey([], 3000, 100);
    expect(cloud.mostAtOnce).toBeGreaterThanOrEqual(cloud.asked.length - 6);
  });

  it("says of what is refused and of what the cloud has not that it is unknown, and why", async () => {
    const { survey: found } = await survey([
      [/allocation_candidates/, 403],
      [/details/, 404],
      [/flavors/, {}],
      [/servers/, { servers: [], servers_links: [{ rel: "next" }] }],
      [/\/agents/, { agents: [] }],
    ]);
    expect(found).toMatchObject({
      capacity: { unknown: "these credentials may not ask for it (403)" },
      networkQuota: { unknown: "the cloud has no API for it (404)" },
      flavors: { unknown: 'the compute service answered without "flavors"' },
      servers: { unknown: "the cloud has more servers than the compute service tells at once" },
      agents: { unknown: expect.stringContaining("shows these credentials no agent") },
      bound: { unknown: expect.stringContaining("shows these credentials no agent") },
      networks: { known: [{ id: "n" }] },
    });
  });

  it("waits for a service that hangs no longer than its limit, and keeps the others' answers", async () => {
    const { survey: found, time } = await survey([[/^compute/, "nothing"]], 1000);
    expect(time).toBeLessThan(2500);
    expect(found).toMatchObject({
      limits: { unknown: "there was no answer within 1 s" },
      images: { known: [{ id: "i" }] },
    });
  });

  it("ends with one sentence where Keystone hangs", async () => {
    await expect(survey([[/^identity/, "nothing"]], 300)).rejects.toThrow(
      /identity\/v3\/auth\/tokens did not answer in time\. The cloud can't be reached: check auth_url/,
    );
  });

  it("ends with one sentence where nothing listens", async () => {
    const cloud = new FakeCloud(() => 500);
    const credentials = await cloud.start();
    await cloud.stop();
    await expect(surveyCloud(planWith(), credentials)).rejects.toThrow(
      /can't be reached \(ECONNREFUSED\)\. The cloud can't be reached: check auth_url/,
    );
  });
});
