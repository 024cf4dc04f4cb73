import type { Cloud } from "../openstack/cloud";
import { type VnfState, vnfState } from "../openstack/vnfState";
import { peerOf } from "../plan/peer";
import type { CloudRequests, Plan, Verification } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { faultsIn } from "../report/finding";
import { visibleData } from "../report/visible";
import type { Outcome } from "../verify/check";
import type { GuestReading } from "../verify/checks/access";
import {
  type Expectation,
  type ExpectationInput,
  expectationOf,
  type MemberMacs,
} from "../verify/expectation";
import { judgeVnf, type Observation } from "../verify/judge";
import { queryDnsFromClient } from "./dnsClient";
import { collectEvidence, type GuestKeys, guestKeysOf, guestTarget } from "./guest";
import { pauseFor, untilAborted } from "./wait";

/** A stack's plan, and the stack's name in the cloud. */
export interface Stack {
  readonly plan: Plan;
  /** `<project>/<stack>`, the mark on everything that the stack creates. */
  readonly owner: string;
}

/** A stack with a connection to its cloud. */
export interface ConnectedStack extends Stack {
  readonly cloud: Cloud;
}

/** The input for one verification of one VNF. Plain data: `pulumi up` passes it as JSON. */
export interface VerificationRequest extends ExpectationInput {
  readonly verification: Verification;
  readonly cloud: CloudRequests;
  readonly keys: GuestKeys;
  /** The stack that made the VNF, `<project>/<stack>`. */
  readonly owner: string;
}

/** The observed state of a VNF, and the expected state. */
export interface ObservationResult {
  readonly observation: Observation;
  readonly expectation: Expectation;
}

/**
 * The input for the verification of a VNF of the plan.
 * @param peers VNFs that must answer pings from this VNF. @default every other VNF of the plan
 */
export function requestFor(
  { plan, owner }: Stack,
  vnf: Vnf,
  peers: readonly Vnf[] = plan.vnfs.filter((other) => other !== vnf),
): VerificationRequest {
  const { flavor, placement, verification, cloud } = plan;
  return {
    vnf,
    peers: peers.map(peerOf),
    numaNodes: flavor.numaNodes,
    placementPolicy: placement.policy,
    verification,
    cloud,
    keys: guestKeysOf(plan.keys, vnf),
    owner,
  };
}

/**
 * Reads the state of a VNF from the cloud, the guest and the DNS client. What can't be read is returned with the reason.
 * @throws the signal's reason if it is aborted
 */
export async function observeVnf(
  cloud: Cloud,
  request: VerificationRequest,
  signal?: AbortSignal,
): Promise<ObservationResult> {
  const { vnf, peers, verification, keys, owner, recordedGroups } = request;
  signal?.throwIfAborted();
  const options = { recordedGroups, peers: peers.map(({ name }) => name) };
  const state = visibleData(await untilAborted(vnfState(cloud, vnf, owner, options), signal));
  const expectation = expectationOf(request, memberMacsOf(state));
  const [guest, client] = await Promise.all([
    collectEvidenceIfActive(state, request, expectation, signal),
    queryDnsFromClient(verification.client, keys.privateKey, expectation.dns, { signal }),
  ]);
  return { observation: { cloud: state, guest, client }, expectation };
}

/** The result of a verification of a VNF. */
export interface VerificationResult {
  readonly outcomes: readonly Outcome[];
  readonly observation: Observation;
}

/** How long a verification that fails is repeated. */
export interface RepeatOptions {
  /** Time in ms after which a failed verification is not repeated; there is always at least one. */
  readonly settleMs: number;
  /** Time in ms for which `settleMs` does not begin while the guest still runs cloud-init. @default 0 */
  readonly bootMs?: number;
  /** Ends the verification. @default nothing does */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies a VNF, and repeats the verification until no check fails or the time is over.
 * @throws the signal's reason if it is aborted
 */
export async function verifyVnf(
  cloud: Cloud,
  request: VerificationRequest,
  { settleMs, bootMs = 0, signal }: RepeatOptions,
): Promise<VerificationResult> {
  const startedAt = performance.now();
  let bootedAt = startedAt;
  for (;;) {
    const { observation, expectation } = await observeVnf(cloud, request, signal);
    const outcomes = judgeVnf(observation, expectation);
    const now = performance.now();
    if (isBooting(observation) && now < startedAt + bootMs) {
      bootedAt = now;
    }
    if (faultsIn(outcomes).length === 0 || now > bootedAt + settleMs) {
      return { outcomes, observation };
    }
    await pauseFor(PAUSE_MS, signal);
  }
}

function isBooting({ guest }: Observation): boolean {
  return "known" in guest && !guest.known.cloudInit.ended;
}

/** Pause between two attempts, in ms. */
const PAUSE_MS = 500;

/** The MAC addresses of the bond's ports in Neutron; null where unknown. */
function memberMacsOf({ ports }: VnfState): MemberMacs {
  const known = "known" in ports ? ports.known : [];
  const macOf = (role: keyof MemberMacs) => known.find((port) => port.role === role)?.mac ?? null;
  return { "sriov-1": macOf("sriov-1"), "sriov-2": macOf("sriov-2") };
}

/** Collects the guest's evidence, unless the cloud shows that the server does not run. */
async function collectEvidenceIfActive(
  { server }: VnfState,
  { vnf, verification, keys }: VerificationRequest,
  expectation: Expectation,
  signal: AbortSignal | undefined,
): Promise<GuestReading> {
  if ("known" in server && server.known?.status !== "ACTIVE") {
    const status = server.known?.status;
    return {
      unknown: status === undefined ? "there is no server" : `the server is ${status}`,
      step: "server",
    };
  }
  return collectEvidence(guestTarget(vnf, verification, keys), expectation, { signal });
}
