import { faultsIn, sentenceOf } from "../report/finding";
import type { Outcome } from "../verify/check";
import type { Evidence } from "../verify/evidence";
import type { Observation } from "../verify/judge";

/**
 * The state of a VNF. `healthy`: no check fails. `down`: it certainly answers no DNS client. `degraded`: it answers DNS
 * queries, but has a fault that a reboot or a new deployment may fix. `busy`: the guest boots, or Nova works on the server.
 * `not recoverable`: it has a fault that neither a reboot nor a new deployment fixes, or somebody stopped it on purpose.
 * `unknown`: the state is unknown.
 */
export type State = "healthy" | "down" | "degraded" | "busy" | "not recoverable" | "unknown";

export interface Condition {
  readonly state: State;
  /** The reasons for the state, one sentence each. */
  readonly evidence: readonly string[];
  /** Nova's id of the server; null if the server does not exist or Nova did not answer. */
  readonly serverId: string | null;
  /** Whether the guest did not respond at all. It may still be booting. */
  readonly silent: boolean;
}

/** Nova's statuses of a server that has stopped (Nova API guide, server concepts). */
const STOPPED_STATUSES = ["SHUTOFF", "ERROR"];
/** Nova's statuses of a server that Nova works on. */
const BUSY_STATUSES = ["BUILD", "REBOOT", "HARD_REBOOT", "REBUILD", "MIGRATING", "RESIZE", "PASSWORD"];

/** The condition of a VNF. @param outcomes results of the checks of this observation */
export function conditionOf(vnf: string, observation: Observation, outcomes: readonly Outcome[]): Condition {
  const { server } = observation.cloud;
  const serverId = "known" in server ? (server.known?.id ?? null) : null;
  const faults = faultsIn(outcomes);
  const sentences = faults.map(({ advice: _, ...fault }) => `VNF "${vnf}": ${sentenceOf(fault)}`);
  const condition = (state: State, evidence: readonly string[], silent = false): Condition => ({
    state,
    evidence,
    serverId,
    silent,
  });
  if ("unknown" in server) {
    return unknownCondition(server.unknown);
  }
  const status = server.known?.status;
  if (status === undefined) {
    return condition("down", ["the cloud has no such server"]);
  }
  if (status !== "ACTIVE") {
    const state = STOPPED_STATUSES.includes(status)
      ? "down"
      : BUSY_STATUSES.includes(status)
        ? "busy"
        : "not recoverable";
    return condition(state, [
      `server is ${status}${state === "not recoverable" ? ", which somebody did on purpose" : ""}`,
    ]);
  }
  const { guest } = observation;
  const isServed = isServedOutside(observation);
  if ("known" in guest) {
    return condition(stateOfGuest(guest.known, faults, isServed), sentences);
  }
  const reason = `guest: ${guest.unknown}`;
  if (guest.step === "host key" || guest.step === "login") {
    return condition("unknown", [`${reason}: unknown whether it is this stack's guest`]);
  }
  switch (isServed) {
    case undefined:
      return condition("unknown", [reason, "no result of a DNS client outside"]);
    case true:
      return condition("not recoverable", [
        reason,
        "a DNS client outside gets responses, so the service works",
      ]);
    case false:
      return condition("down", [reason, "a DNS client outside gets no response"], guest.step === "SSH");
  }
}

/** The condition of a VNF if the state of its server is unknown. @param reason why it is unknown */
export function unknownCondition(reason: string): Condition {
  return {
    state: "unknown",
    evidence: [`state of the server is unknown: ${reason}`],
    serverId: null,
    silent: false,
  };
}

/**
 * The state of a VNF whose guest gave evidence.
 * @param isServed whether a DNS client outside gets responses; undefined if unknown
 */
function stateOfGuest(
  { cloudInit, dns }: Evidence,
  faults: readonly Outcome[],
  isServed: boolean | undefined,
): State {
  if (!cloudInit.ended) {
    return "busy";
  }
  if (faults.length === 0) {
    return "healthy";
  }
  if (!faults.some(({ isMadeAtBoot }) => isMadeAtBoot)) {
    return "not recoverable";
  }
  // Without a query the service may work, so the VNF is not called down.
  return (isServed ?? (dns.length === 0 || dns.some(({ answered }) => answered))) ? "degraded" : "down";
}

/** Whether a DNS client outside gets a response from any address of the VNF; undefined if unknown. */
export function isServedOutside({ client }: Pick<Observation, "client">): boolean | undefined {
  return "known" in client && client.known.length > 0
    ? client.known.some(({ answered }) => answered)
    : undefined;
}
