import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { checkPlacement } from "../../preflight/placement";
import {
  candidatesOn,
  hypervisor,
  nicAgent,
  OWNER,
  planWith,
  type Raw,
  serverWith,
  surveyWith,
} from "./cloud";

const CASES = 300;
/** vCPUs of the lab's flavor, and the most servers on a host of the test's cloud. */
const [VCPUS, MAX_FREE] = [4, 3];

const PYTHON = "/usr/bin/python3";
/** The lab installs Nova. A machine without a lab has none. */
const HAS_NOVA = spawnSync(PYTHON, ["-c", "import nova.scheduler.filters.affinity_filter"]).status === 0;
const describeWithNova = HAS_NOVA ? describe : describe.skip;

/** A cloud, and the number of VNFs to be created in it. */
interface Generated {
  readonly hosts: readonly {
    readonly name: string;
    /** Number of servers for which the host has room. */
    readonly free: number;
    /** Number of VNFs of the stack that the host has. */
    readonly existing: number;
  }[];
  readonly servers: number;
}

function generateCases(): Generated[] {
  const host = fc.record({
    free: fc.integer({ min: 0, max: MAX_FREE }),
    existing: fc.integer({ min: 0, max: 2 }),
  });
  const generated = fc.record({
    hosts: fc.array(host, { minLength: 1, maxLength: 5 }),
    servers: fc.integer({ min: 1, max: 5 }),
  });
  return fc.sample(generated, { numRuns: CASES, seed: 15 }).map(({ hosts, servers }) => ({
    hosts: hosts.map((each, index) => ({ ...each, name: `compute-${index}` })),
    servers,
  }));
}

/** The number of servers that Nova's scheduler places in each case. */
function placeByNova(cases: readonly Generated[]): number[] {
  const { stdout, stderr, status } = spawnSync(
    PYTHON,
    ["-W", "ignore", join(__dirname, "novaAntiAffinity.py")],
    { input: cases.map((each) => `${JSON.stringify(each)}\n`).join(""), encoding: "utf8" },
  );
  expect({ status, error: status === 0 ? "" : stderr }).toEqual({ status: 0, error: "" });
  return stdout.trim().split("\n").map(Number);
}

/** Whether preflight lets the VNFs be created with the policy anti-affinity. */
function isAllowed({ hosts, servers }: Generated): boolean {
  const existing = hosts.flatMap(({ name, existing: count }) => Array<string>(count).fill(name));
  const nameOf = (index: number) => `vnf-${index}`;
  const plan = planWith((raw: Raw) => {
    const vnfs = Array.from({ length: existing.length + servers }, (_, index) => nameOf(index));
    raw.vnfs = vnfs.map((name) => ({ ...raw.vnfs[0], name }));
    raw.placement = { policy: "anti-affinity" };
    for (const network of raw.sriov) {
      network.virtualFunctions = 100;
    }
  });
  const survey = surveyWith({
    cloud: (state) => {
      state.agents = hosts.map(({ name }) => nicAgent(name));
      state.hypervisors = hosts.map(({ name }) => hypervisor(name));
      state.candidates = candidatesOn(
        Object.fromEntries(hosts.map(({ name, free }) => [`provider-${name}`, free * VCPUS])),
      );
      state.servers = existing.map((host, index) =>
        serverWith({ id: nameOf(index), name: nameOf(index), "OS-EXT-SRV-ATTR:host": host }),
      );
    },
  });
  return checkPlacement({ plan, survey, owner: OWNER }).every(({ verdict }) => verdict !== "fail");
}

describeWithNova(
  "Preflight and Nova's filter for anti-affinity (skipped where Nova is not installed)",
  () => {
    it(`agree in ${CASES} clouds whether there is a host for each VNF`, () => {
      const cases = generateCases();
      const placed = placeByNova(cases);
      const results = cases.map((each, index) => ({
        each,
        ours: isAllowed(each),
        novas: placed[index] === each.servers,
      }));
      expect(results.filter(({ ours, novas }) => ours !== novas).slice(0, 3)).toEqual([]);
      const allowed = results.filter(({ novas }) => novas).length;
      expect(allowed).toBeGreaterThan(CASES / 20);
      expect(allowed).toBeLessThan(CASES / 2);
    });
  },
);
