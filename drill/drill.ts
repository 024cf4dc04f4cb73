import type { PortState } from "../openstack/vnfState";
import { serviceAddresses, type Vnf } from "../plan/vnf";
import { askClient } from "../remote/dnsClient";
import { requestFor, verifyVnf } from "../remote/observation";
import { faultsIn, sentenceOf } from "../report/finding";
import { cut, type DrillContext, MethodUnavailable, NotRestored } from "./cut";
import { faultsOf, isInconclusive, maxGapOf } from "./limits";
import type { Cut, Way } from "./measurement";

export interface DrillPlan {
  readonly ways: readonly Way[];
  /** Cuts in each way. */
  readonly cuts: number;
  /** Hears of each cut. */
  readonly progress: (text: string) => void;
}

/** How the drill of one VNF ended. */
export interface DrillResult {
  readonly cuts: readonly Cut[];
  /** Ways in which nothing could be taken away, each a sentence that says why. */
  readonly untried: readonly string[];
  /** What is wrong, each a sentence. */
  readonly faults: readonly string[];
}

/** Maximum number of attempts when a cut is inconclusive. */
const MAX_ATTEMPTS = 5;

/** How long a VNF has to pass its verification before it is drilled, in ms. */
const SETTLE_MS = 3000;

/**
 * Drills a VNF, only if its verification passes and, where the stack has more VNFs, only while another one answers.
 * @throws {NotGivenBack} if what it took stays away; and if the stage's signal stops it, when all is given back
 */
export async function drill(stage: DrillContext, vnf: Vnf, plan: DrillPlan): Promise<DrillResult> {
  const faulty = (fault: string) => `VNF "${vnf.name}": ${fault}`;
  const { stack, signal } = stage;
  const { observation, outcomes } = await verifyVnf(stack.cloud, requestFor(stack, vnf), SETTLE_MS, signal);
  const before = faultsIn(outcomes).map((fault) => faulty(sentenceOf(fault)));
  const { ports } = observation.cloud;
  if (before.length > 0 || !("known" in ports)) {
    return {
      cuts: [],
      untried: [],
      faults: [...before, faulty("not drilled, because its verification fails.")],
    };
  }
  const cuts: Cut[] = [];
  const untried: string[] = [];
  const faults: string[] = [];
  try {
    for (const way of plan.ways) {
      for (let count = 1; count <= plan.cuts; count += 1) {
        const made = await conclusiveCut(stage, vnf, ports.known, way);
        if (made instanceof MethodUnavailable) {
          untried.push(`${way}: ${made.message}.`);
          break;
        }
        cuts.push(made);
        faults.push(...faultsOf(made, stage.stack.plan).map((fault) => faulty(`${way}: ${fault}.`)));
        plan.progress(
          `${vnf.name}: ${way} ${count} of ${plan.cuts}: ${made.from} → ${made.to}, gap ${made.gap} ms`,
        );
      }
    }
  } catch (error) {
    if (error instanceof NotRestored) {
      throw error;
    }
    stage.signal.throwIfAborted();
    faults.push(faulty((error as Error).message));
  }
  const after = await faultsLeft(stage, vnf);
  return { cuts, untried, faults: [...faults, ...after.map((fault) => `After the drill: ${fault}`)] };
}

/** What verification says once all is back, in the time that the VNF has to settle. */
async function faultsLeft({ stack, signal }: DrillContext, vnf: Vnf): Promise<string[]> {
  const settleMs = stack.plan.verification.recoveryWait * 1000;
  const { outcomes } = await verifyVnf(stack.cloud, requestFor(stack, vnf), settleMs, signal);
  return faultsIn(outcomes).map((fault) => `VNF "${vnf.name}": ${sentenceOf(fault)}`);
}

/** A cut that tells of the bond: where the client or the guest had no time for it, it is made again. */
async function conclusiveCut(
  stage: DrillContext,
  vnf: Vnf,
  ports: readonly PortState[],
  way: Way,
): Promise<Cut | MethodUnavailable> {
  for (let attempt = 1; ; attempt += 1) {
    await requireAnotherAnswer(stage, vnf);
    const made = await cut(stage, vnf, ports, way).catch((error: Error) => {
      if (error instanceof MethodUnavailable) {
        return error;
      }
      throw error;
    });
    if (
      made instanceof MethodUnavailable ||
      attempt === MAX_ATTEMPTS ||
      !isInconclusive(made, maxGapOf(stage.stack.plan))
    ) {
      return made;
    }
  }
}

/** @throws unless the stack has one VNF only, or one of the others answers */
async function requireAnotherAnswer({ stack }: DrillContext, vnf: Vnf): Promise<void> {
  const { vnfs, verification, keys } = stack.plan;
  const others = vnfs.filter((other) => other !== vnf);
  const name = verification.dnsName;
  if (others.length === 0 || name === undefined) {
    return;
  }
  const servers = others.flatMap(serviceAddresses);
  const { client } = verification;
  const answers = await askClient(client, keys.login.privateKey, { name, servers });
  if (!("known" in answers && answers.known.some(({ answered }) => answered))) {
    throw new Error("not drilled, because no other VNF answers DNS queries.");
  }
}
