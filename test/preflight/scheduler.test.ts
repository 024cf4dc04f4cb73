import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Candidates, requestCandidates } from "../../openstack/candidates";
import { ErrorResponse } from "../../openstack/errors";
import { queryOf, resourceRequestsOf } from "../../openstack/resourceRequest";
import type { AllocationCandidates, Flavor } from "../../openstack/resources";
import type { Survey } from "../../openstack/survey";
import type { Plan } from "../../plan/plan";
import { checkCapacity, findFittingServers } from "../../preflight/capacity";
import { checkFlavor, checkFlavorWithImage } from "../../preflight/flavor";
import { checkPlacement } from "../../preflight/placement";
import { serverTopology } from "../../preflight/serverTopology";
import { hypervisor, imageNamed, nicAgent, OWNER, planWith, type Raw, surveyWith } from "./cloud";
import { type GeneratedServer, generateClouds, generateServers, type Provider } from "./generatedHosts";

const CLOUDS = 40;
const SERVERS = 60;
/** Every how many servers the number that fits in each cloud is counted. */
const COUNTED = 10;
/** The most servers that are placed one after another. */
const MAX_SERVERS = 4;

const PYTHON = "/usr/bin/python3";
/** The lab installs Nova and Placement. A machine without a lab has none. */
const HAS_SCHEDULER = spawnSync(PYTHON, ["-c", "import nova.scheduler.utils, placement.deploy"]).status === 0;
const describeWithScheduler = HAS_SCHEDULER ? describe : describe.skip;

/** What Nova and Placement answer to a flavor and an image. */
interface Decision {
  readonly refused?: string;
  /** The queries of Nova. */
  readonly queries: readonly string[];
  /** Placement's answers to our queries: status and body. */
  readonly answers: readonly (readonly [number, unknown])[];
  /** Hosts with room for the server. */
  readonly dedicated: readonly string[];
  /** Other hosts, with room on shared CPUs. */
  readonly shared: readonly string[];
  /** Those of them on which the NUMA filter pins the server. */
  readonly pinned: readonly string[];
  /** Whether a host with large pages of every size and free CPUs can take the server. */
  readonly isPossible: boolean;
  /** Number of servers that fit, by cloud. */
  readonly counts: Readonly<Record<string, number>> | null;
}

function decide(clouds: readonly Provider[], servers: readonly GeneratedServer[]): Decision[] {
  const cases = servers.map(({ image, ...flavor }, index) => ({
    flavor,
    image,
    queries: queriesOf(flavor, image),
    isCounted: index % COUNTED === 0,
  }));
  const { stdout, stderr, status } = spawnSync(
    PYTHON,
    ["-W", "ignore", join(__dirname, "novaScheduler.py")],
    {
      input: [clouds, ...cases].map((each) => `${JSON.stringify(each)}\n`).join(""),
      encoding: "utf8",
      maxBuffer: 512 * 2 ** 20,
    },
  );
  expect({ status, error: status === 0 ? "" : stderr }).toEqual({ status: 0, error: "" });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function queriesOf(flavor: Omit<GeneratedServer, "image">, image: GeneratedServer["image"]): string[] {
  const requests = resourceRequestsOf(flavor, image);
  return "refused" in requests ? [] : requests.flatMap((each) => (each === undefined ? [] : [queryOf(each)]));
}

/** Placement's answer to a query, as the client gets it. */
function respond(
  queries: readonly string[],
  answers: Decision["answers"],
  query: string,
): AllocationCandidates {
  const [status, body] = answers[queries.indexOf(query)] as readonly [number, AllocationCandidates];
  if (status !== 200) {
    throw new ErrorResponse("Placement responded with an error", status);
  }
  return body;
}

/** Preflight's survey of one cloud, with hosts that have all NICs and VFs that are needed. */
function surveyOf(hosts: readonly Provider[], { first, second, ...others }: Candidates): Survey {
  const inCloud = (answer: AllocationCandidates): AllocationCandidates => ({
    ...answer,
    allocation_requests: answer.allocation_requests.filter(({ allocations }) =>
      hosts.some(({ id }) => id in allocations),
    ),
  });
  return surveyWith({
    cloud: (state) => {
      state.hypervisors = hosts.map(({ id }) => ({ ...hypervisor(id), id }));
      state.agents = hosts.map(({ id }) => nicAgent(id));
      state.candidates = { ...others, first: inCloud(first), second: second && inCloud(second) };
    },
  });
}

/** Plans of one to {@link MAX_SERVERS} VNFs. */
const PLANS = Array.from({ length: MAX_SERVERS }, (_, count) =>
  planWith((raw: Raw) => {
    raw.vnfs = Array.from({ length: count + 1 }, (__, index) => ({ ...raw.vnfs[0], name: `vnf-${index}` }));
    for (const network of raw.sriov) {
      network.virtualFunctions = 100;
    }
  }),
);

/** Generated clouds and servers, with what Nova and Placement decide. */
interface Generated {
  readonly clouds: readonly (readonly [string, readonly Provider[]])[];
  readonly decisions: readonly (readonly [GeneratedServer, Decision])[];
}

function generate(): Generated {
  const providers = generateClouds(CLOUDS);
  const servers = generateServers(SERVERS);
  const hosts = providers.filter(({ cells }) => cells.length > 0);
  const names = [...new Set(hosts.map(({ cloud }) => cloud))];
  return {
    clouds: names.map((name) => [name, hosts.filter(({ cloud }) => cloud === name)]),
    decisions: decide(providers, servers).map((decision, index) => [
      servers[index] as GeneratedServer,
      decision,
    ]),
  };
}

/** Where Placement has room for the servers that Nova accepts, by preflight, in each cloud. */
async function* surveys({ clouds, decisions }: Generated) {
  for (const [{ image, ...flavor }, decision] of decisions) {
    const queries = queriesOf(flavor, image);
    if (decision.refused !== undefined || queries.length === 0) {
      continue;
    }
    const candidates = await requestCandidates(flavor, imageNamed("i", image), async (query) =>
      respond(queries, decision.answers, query),
    );
    for (const [cloud, hosts] of clouds) {
      yield { server: { ...flavor, image }, decision, cloud, hosts, survey: surveyOf(hosts, candidates) };
    }
  }
}

describeWithScheduler(
  `Preflight, Nova's scheduler and Placement, for ${CLOUDS * SERVERS} flavors, images and clouds (skipped where Nova and Placement are not installed: the lab installs them)`,
  () => {
    let generated: Generated;
    beforeAll(() => {
      generated = generate();
    }, 300_000);

    it("refuse the same flavors and images", () => {
      const refused = generated.decisions.map(([{ image, ...flavor }, decision]) => ({
        flavor,
        image,
        ours: "refused" in resourceRequestsOf(flavor, image) || "refused" in serverTopology(flavor, image),
        novas: decision.refused !== undefined,
      }));
      expect(refused.filter(({ ours, novas }) => ours !== novas)).toEqual([]);
      const count = refused.filter(({ novas }) => novas).length;
      expect(count).toBeGreaterThan(SERVERS / 20);
      expect(count).toBeLessThan(SERVERS / 2);
    });

    it("ask Placement for the same resources and traits", () => {
      const sorted = (query: string) =>
        [...new URLSearchParams(query)].map(([key, value]) => `${key}=${value}`).toSorted();
      const different = generated.decisions
        .filter(([, { refused }]) => refused === undefined)
        .map(([{ image, ...flavor }, { queries }]) => ({
          flavor,
          image,
          ours: queriesOf(flavor, image).map(sorted),
          novas: queries.map(sorted),
        }))
        .filter(({ ours, novas }) => JSON.stringify(ours) !== JSON.stringify(novas));
      expect(different).toEqual([]);
    });

    it("agree on the hosts: preflight refuses none that Nova takes, and passes none that Placement refuses", async () => {
      const wrong: unknown[] = [];
      const seen = { free: 0, onSharedCpus: 0, full: 0 };
      for await (const { server, decision, hosts, survey } of surveys(generated)) {
        const fitting = findFittingServers({ plan: PLANS[0] as Plan, survey, owner: OWNER });
        for (const host of hosts) {
          const isFree = "known" in fitting && (fitting.known.get(host.id)?.count ?? 0) > 0;
          const isDedicated = decision.dedicated.includes(host.id);
          const isOffered = isDedicated || decision.shared.includes(host.id);
          const isTaken = isDedicated || decision.pinned.includes(host.id);
          seen[isFree ? (isDedicated ? "free" : "onSharedCpus") : "full"] += 1;
          if (isFree ? !isOffered : isTaken) {
            wrong.push({ verdict: isFree ? "wrong pass" : "wrong refusal", server, host });
          }
        }
      }
      expect(wrong.slice(0, 3)).toEqual([]);
      // The sample is random. It has about 470, 200 and 4600, and seldom less than half of that.
      expect(seen.free).toBeGreaterThan(100);
      expect(seen.onSharedCpus).toBeGreaterThan(10);
      expect(seen.full).toBeGreaterThan(1000);
    });

    it("agree on the number of servers that fit one after another", async () => {
      const wrong: unknown[] = [];
      const seen = new Set<number>();
      for await (const { server, decision, cloud, hosts, survey } of surveys(generated)) {
        if (decision.counts === null) {
          continue;
        }
        const count = decision.counts[cloud] ?? 0;
        seen.add(count);
        for (const check of [checkCapacity, checkPlacement]) {
          const verdicts = PLANS.flatMap((plan) => check({ plan, survey, owner: OWNER }));
          const passed = verdicts.filter(({ verdict }) => verdict !== "fail").length;
          if (passed !== count) {
            wrong.push({ count, verdicts, server, hosts });
          }
        }
      }
      expect(wrong.slice(0, 3)).toEqual([]);
      expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
    });

    it("agree on flavors with which no host can start: preflight names none that fits a host with pages of each size", () => {
      const wrong = generated.decisions
        .filter(([, { isPossible }]) => isPossible)
        .map(([server]) => ({ server, finding: describeFlavor(server) }))
        .filter(({ finding }) => /Nova refuses|whole number of pages/.test(finding));
      expect(wrong).toEqual([]);
    });
  },
);

/** What preflight says of the flavor and the image, if the stack adopts the flavor. */
function describeFlavor({ specs, image, ...size }: GeneratedServer): string {
  const flavor: Flavor = { ...size, name: "custom", extra_specs: specs };
  const survey = surveyWith({
    cloud: (state) => {
      state.flavors = [flavor];
      state.images = [imageNamed("cpnr-image", image)];
    },
  });
  const plan = planWith((raw: Raw) => {
    raw.flavor = { name: "custom", adopt: true };
  });
  const situation = { plan, survey, owner: OWNER };
  return [...checkFlavor(situation), ...checkFlavorWithImage(situation)]
    .map(({ actual }) => actual)
    .join(" ");
}
