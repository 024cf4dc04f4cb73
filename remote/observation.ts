import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../openstack/cloud";
import { type VnfState, vnfState } from "../openstack/vnfState";
import type { Plan, Verification } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { faultsIn } from "../report/finding";
import type { Outcome } from "../verify/check";
import type { GuestReading } from "../verify/checks/access";
import { type Expectation, expectationOf, type MemberMacs, type Verifiable } from "../verify/expectation";
import { judgeVnf, type Observation } from "../verify/judge";
import { askClient } from "./dnsClient";
import { askGuest, type GuestKeys, guestKeysOf, guestTarget } from "./guest";

/** A stack whose VNFs are looked at. */
export interface Watched {
  readonly cloud: Cloud;
  readonly plan: Plan;
  /** `<project>/<stack>`. */
  readonly owner: string;
}

/** All that it takes to look at one VNF and to judge it. Plain data. */
export interface VerificationRequest extends Verifiable {
  readonly verification: Verification;
  readonly keys: GuestKeys;
  /** The stack that made the VNF, `<project>/<stack>`. */
  readonly owner: string;
}

/** What was seen of a VNF, and what was expected. */
export interface Observed {
  readonly observation: Observation;
  readonly expectation: Expectation;
}

/**
 * What it takes to verify a VNF of a plan.
 * @param peers VNFs that must answer its pings. @default every other one
 */
export function requestFor(
  { plan, owner }: Omit<Watched, "cloud">,
  vnf: Vnf,
  peers: readonly Vnf[] = plan.vnfs.filter((other) => other !== vnf),
): VerificationRequest {
  const { flavor, verification } = plan;
  return {
    vnf,
    peers,
    numaNodes: flavor.numaNodes,
    verification,
    keys: guestKeysOf(plan.keys, vnf),
    owner,
  };
}

/** Looks at a VNF from all sides at once; what can't be seen is told. */
export async function observeVnf(cloud: Cloud, request: VerificationRequest): Promise<Observed> {
  const { vnf, verification, keys, owner } = request;
  const state = await vnfState(cloud, vnf, owner);
  const expectation = expectationOf(request, macsIn(state));
  const [guest, client] = await Promise.all([
    guestIn(state, request, expectation),
    askClient(verification.client, keys.privateKey, expectation.dns),
  ]);
  return { observation: { cloud: state, guest, client }, expectation };
}

/** A verification of a VNF. */
export interface Verified {
  readonly outcomes: readonly Outcome[];
  readonly observation: Observation;
}

/**
 * Looks at a VNF until its verification passes.
 * @param settleMs how long a VNF has to pass, in ms; it is looked at once in any case
 */
export async function verifyVnf(
  cloud: Cloud,
  request: VerificationRequest,
  settleMs: number,
  signal?: AbortSignal,
): Promise<Verified> {
  const limit = performance.now() + settleMs;
  for (;;) {
    const { observation, expectation } = await observeVnf(cloud, request);
    const outcomes = judgeVnf(observation, expectation);
    if (faultsIn(outcomes).length === 0 || performance.now() > limit) {
      return { outcomes, observation };
    }
    await pause(PAUSE_MS, undefined, { signal });
  }
}

/** Pause between two looks, in ms. */
const PAUSE_MS = 500;

/** The MACs that Neutron gave the bond's members, as far as it tells. */
function macsIn({ ports }: VnfState): MemberMacs {
  const known = "known" in ports ? ports.known : [];
  const macOf = (role: keyof MemberMacs) => known.find((port) => port.role === role)?.mac ?? null;
  return { "sriov-1": macOf("sriov-1"), "sriov-2": macOf("sriov-2") };
}

/** Asks the guest, unless the cloud says that there is none to ask. */
async function guestIn(
  { server }: VnfState,
  { vnf, verification, keys }: VerificationRequest,
  expectation: Expectation,
): Promise<GuestReading> {
  if ("known" in server && server.known?.status !== "ACTIVE") {
    const status = server.known?.status;
    return { unknown: status === undefined ? "there is no server" : `the server is ${status}`, at: "server" };
  }
  return askGuest(guestTarget(vnf, verification, keys), expectation);
}
