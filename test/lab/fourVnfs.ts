import { Fleet } from "../../bench/fleet";
import { readStack } from "../../cli/stack";
import { runOrThrow } from "../../lab/client/commands";
import { median } from "../../lab/client/median";
import { Cloud } from "../../openstack/cloud";
import { type ConnectedStack, requestFor, verifyVnf } from "../../remote/observation";
import { faultsIn } from "../../report/finding";
import { resultsIn, SHARED_MAX_GAP } from "./drill";
import { labStack, MINUTE } from "./stack";

const VNFS = ["cpnr-dns-1", "cpnr-dns-2", "cpnr-dns-3", "cpnr-dns-4"];
/** Number of measurements. */
const ROUNDS = 5;

/** The lab's stack with three more VNFs. */
export function fourVnfs(): void {
  const four = new Fleet(VNFS.length, (raw) => {
    raw.drill.maxGap = SHARED_MAX_GAP;
  });

  beforeAll(async () => {
    await four.prepare();
    await four.up();
  }, 20 * MINUTE);

  afterAll(async () => {
    four.forget();
    await (await labStack()).up();
  }, 10 * MINUTE);

  it(
    "are verified in at most twice the time of one VNF",
    async () => {
      const stack = await connectStack(four.env);
      const verifyTimed = async (vnfs: typeof stack.plan.vnfs) => {
        const startedAt = performance.now();
        const verified = await Promise.all(
          vnfs.map((vnf) => verifyVnf(stack.cloud, requestFor(stack, vnf), { settleMs: 0 })),
        );
        expect(verified.flatMap(({ outcomes }) => faultsIn(outcomes))).toEqual([]);
        return performance.now() - startedAt;
      };
      const ratios: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const one = await verifyTimed(stack.plan.vnfs.slice(0, 1));
        ratios.push((await verifyTimed(stack.plan.vnfs)) / one);
      }
      console.log(`verifying 4 VNFs takes ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} times one`);
      expect(median(ratios)).toBeLessThanOrEqual(2);
    },
    5 * MINUTE,
  );

  it(
    "are drilled one after the other, while another VNF answers",
    async () => {
      const { code, text } = await four.cpnr("drill", "--way", "cable", "--cuts", "1", "--format", "json");
      const results = resultsIn(text);
      expect(Object.keys(results)).toEqual(VNFS);
      expect(Object.values(results).flatMap(({ faults }) => faults)).toEqual([]);
      const gaps = Object.values(results).flatMap(({ cuts }) => cuts.map(({ gap }) => gap));
      expect(gaps.filter((gap) => gap <= 200).length).toBeGreaterThanOrEqual(3);
      expect(code).toBe(0);
    },
    5 * MINUTE,
  );

  it(
    "are recovered one after the other if two are shut off",
    async () => {
      await runOrThrow("openstack", ["server", "stop", "cpnr-dns-2", "cpnr-dns-3"]);
      const { code, text } = await four.cpnr("heal");
      expect(code).toBe(0);
      const [first, other] = [...text.matchAll(/^(cpnr-dns-\d): down; reboot/gm)].map(([, name]) => name);
      expect([first, other].sort()).toEqual(["cpnr-dns-2", "cpnr-dns-3"]);
      const waiting = text.indexOf(
        `${other}: down; nothing: "${first}" is being recovered, and only one VNF at a time`,
      );
      expect(waiting).toBeGreaterThan(text.indexOf(`${first}: down; reboot`));
      expect(text.indexOf(`${other}: down; reboot`)).toBeGreaterThan(waiting);
    },
    10 * MINUTE,
  );
}

/** The stack as a cpnr command reads it in this environment. */
async function connectStack(env: NodeJS.ProcessEnv): Promise<ConnectedStack> {
  const before = process.env.PULUMI_OPTION_CONFIG_FILE;
  Object.assign(process.env, env);
  try {
    const [stack, cloud] = await Promise.all([readStack("lab"), Cloud.connect()]);
    return { ...stack, cloud };
  } finally {
    process.env.PULUMI_OPTION_CONFIG_FILE = before;
  }
}
