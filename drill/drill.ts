import type { PortState } from "../openstack/vnfState";
import { serviceAddresses, type Vnf } from "../plan/vnf";
import { queryDnsFromClient } from "../remote/dnsClient";
import { requestFor, verifyVnf } from "../remote/observation";
import { faultsIn, sentenceOf } from "../report/finding";
import { type DrillContext, MethodUnavailable, makeCut } from "./cut";
import { NotRestored } from "./keeper";
import { faultsOf, isInconclusive, maxGapOf } from "./limits";
import type { Cut, Way } from "./measurement";

export interface DrillOptions {
  readonly ways: readonly Way[];
  /** Number of cuts in each way. */
  readonly cuts: number;
  /** Is called with one line after each cut. */
  readonly logProgress: (text: string) => void;
}

/** The result of the drill of one VNF. */
export interface DrillResult {
  readonly cuts: readonly Cut[];
  /** Ways in which the VF could not be removed: one sentence with the reason for each. */
  readonly untried: readonly string[];
  /** One sentence for each fault. */
  readonly faults: readonly string[];
}

/** Maximum number of attempts when a cut is inconclusive. */
const MAX_ATTEMPTS = 5;

/** Time in ms for which a failed verification is repeated before the drill. */
const SETTLE_MS = 3000;

/**
 * Drills a VNF: verifies it, makes the cuts in each way, and verifies it again. A VNF whose verification fails is not drilled.
 * In a stack of several VNFs, each cut needs another VNF that answers DNS queries.
 * @throws {NotRestored} if a removed VF can't be restored
 * @throws the reason of `context.signal` if it is aborted; the VF is restored then
 */
export async function drill(context: DrillContext, vnf: Vnf, options: DrillOptions): Promise<DrillResult> {
  const describeFault = (fault: string) => `VNF "${vnf.name}": ${fault}`;
  const { stack, signal } = context;
  const { observation, outcomes } = await verifyVnf(stack.cloud, requestFor(stack, vnf), {
    settleMs: SETTLE_MS,
    signal,
  });
  const faultsBefore = faultsIn(outcomes).map((fault) => describeFault(sentenceOf(fault)));
  const { ports } = observation.cloud;
  if (faultsBefore.length > 0 || !("known" in ports)) {
    return {
      cuts: [],
      untried: [],
      faults: [...faultsBefore, describeFault("not drilled, because its verification fails.")],
    };
  }
  const cuts: Cut[] = [];
  const untried: string[] = [];
  const faults: string[] = [];
  try {
    for (const way of options.ways) {
      for (let count = 1; count <= options.cuts; count += 1) {
        const result = await cutUntilConclusive(context, vnf, ports.known, way);
        if (result instanceof MethodUnavailable) {
          untried.push(`${way}: ${result.message}.`);
          break;
        }
        cuts.push(result);
        faults.push(
          ...faultsOf(result, context.stack.plan).map((fault) => describeFault(`${way}: ${fault}.`)),
        );
        options.logProgress(
          `${vnf.name}: ${way} ${count} of ${options.cuts}: ${result.from} → ${result.to}, gap ${result.gap} ms`,
        );
      }
    }
  } catch (error) {
    if (error instanceof NotRestored) {
      throw error;
    }
    context.signal.throwIfAborted();
    faults.push(describeFault((error as Error).message));
  }
  const faultsAfter = await verifyAfterDrill(context, vnf);
  return { cuts, untried, faults: [...faults, ...faultsAfter.map((fault) => `After the drill: ${fault}`)] };
}

/** Verifies a VNF after the drill, for at most `recoveryWait`. Returns one sentence for each fault. */
async function verifyAfterDrill({ stack, signal }: DrillContext, vnf: Vnf): Promise<string[]> {
  const settleMs = stack.plan.verification.recoveryWait * 1000;
  const { outcomes } = await verifyVnf(stack.cloud, requestFor(stack, vnf), { settleMs, signal });
  return faultsIn(outcomes).map((fault) => `VNF "${vnf.name}": ${sentenceOf(fault)}`);
}

/** Makes a cut, and repeats it while it is inconclusive, for at most {@link MAX_ATTEMPTS} attempts. */
async function cutUntilConclusive(
  context: DrillContext,
  vnf: Vnf,
  ports: readonly PortState[],
  way: Way,
): Promise<Cut | MethodUnavailable> {
  for (let attempt = 1; ; attempt += 1) {
    await requireAnotherVnfAnswers(context, vnf);
    const result = await makeCut(context, vnf, ports, way).catch((error: Error) => {
      if (error instanceof MethodUnavailable) {
        return error;
      }
      throw error;
    });
    if (
      result instanceof MethodUnavailable ||
      attempt === MAX_ATTEMPTS ||
      !isInconclusive(result, maxGapOf(context.stack.plan))
    ) {
      return result;
    }
  }
}

/** @throws if the stack has other VNFs and none of them answers DNS queries */
async function requireAnotherVnfAnswers({ stack, signal }: DrillContext, vnf: Vnf): Promise<void> {
  const { vnfs, verification, keys } = stack.plan;
  const others = vnfs.filter((other) => other !== vnf);
  const name = verification.dnsName;
  if (others.length === 0 || name === undefined) {
    return;
  }
  const servers = others.flatMap(serviceAddresses);
  const { client } = verification;
  const answers = await queryDnsFromClient(client, keys.login.privateKey, { name, servers }, { signal });
  if (!("known" in answers && answers.known.some(({ answered }) => answered))) {
    throw new Error("not drilled, because no other VNF answers DNS queries.");
  }
}
