import { faultsIn, sentenceOf } from "../report/finding";
import type { Outcome } from "../verify/check";
import type { Evidence } from "../verify/evidence";
import type { Observation } from "../verify/judge";

/**
 * How a VNF is. `healthy`: no check fails. `down`: it serves nobody, seen for certain. `degraded`: it serves, but
 * something is wrong that a boot or a new deployment may mend. `busy`: it boots, or the cloud is at work on it. `beyond`:
 * something is wrong that no recovery mends, or it is so on purpose. `unknown`: the state is unknown.
 */
export type State = "healthy" | "down" | "degraded" | "busy" | "not recoverable" | "unknown";

export interface Condition {
  readonly state: State;
  /** What was seen, each a sentence; the reasons for the state. */
  readonly evidence: readonly string[];
  /** Nova's id of its server; null where there is none, or it could not be asked for. */
  readonly serverId: string | null;
  /** Whether nothing at all was heard of the guest: it may still boot. */
  readonly silent: boolean;
}

/** Nova's statuses of a server that does not run by its own doing (Nova API guide, server concepts). */
const DEAD = ["SHUTOFF", "ERROR"];
/** Those of a server that Nova is at work on. */
const WORKED_ON = ["BUILD", "REBOOT", "HARD_REBOOT", "REBUILD", "MIGRATING", "RESIZE", "PASSWORD"];

/** The condition of a VNF by what was seen of it. @param outcomes what the checks found in that */
export function conditionOf(vnf: string, observation: Observation, outcomes: readonly Outcome[]): Condition {
  const { server } = observation.cloud;
  const serverId = "known" in server ? (server.known?.id ?? null) : null;
  const faults = faultsIn(outcomes);
  const told = faults.map(({ advice: _, ...fault }) => `VNF "${vnf}": ${sentenceOf(fault)}`);
  const is = (state: State, evidence: readonly string[], silent = false): Condition => ({
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
    return is("down", ["the cloud has no such server"]);
  }
  if (status !== "ACTIVE") {
    const state = DEAD.includes(status) ? "down" : WORKED_ON.includes(status) ? "busy" : "not recoverable";
    return is(state, [
      `server is ${status}${state === "not recoverable" ? ", which somebody did on purpose" : ""}`,
    ]);
  }
  const { guest } = observation;
  const serves = servedOutside(observation);
  if ("known" in guest) {
    return is(stateIn(guest.known, faults, serves), told);
  }
  const reason = `guest: ${guest.unknown}`;
  if (guest.at === "host key" || guest.at === "login") {
    return is("unknown", [`${reason}: unknown whether it is this stack's guest`]);
  }
  switch (serves) {
    case undefined:
      return is("unknown", [reason, "no result of a DNS client outside"]);
    case true:
      return is("not recoverable", [reason, "a DNS client outside gets responses, so the service works"]);
    case false:
      return is("down", [reason, "a DNS client outside gets no response"], guest.at === "SSH");
  }
}

/** The condition of a VNF of whose server the cloud did not tell. @param why a sentence or half of one */
export function unknownCondition(why: string): Condition {
  return {
    state: "unknown",
    evidence: [`state of the server is unknown: ${why}`],
    serverId: null,
    silent: false,
  };
}

/** The state of a VNF whose guest was seen. @param outside whether a client is answered; undefined where none could tell */
function stateIn(
  { cloudInit, dns }: Evidence,
  faults: readonly Outcome[],
  outside: boolean | undefined,
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
  // A service that nobody asks for may serve.
  return (outside ?? (dns.length === 0 || dns.some(({ answered }) => answered))) ? "degraded" : "down";
}

/** Whether a client outside is answered, by any of the VNF's addresses; undefined where none could tell. */
export function servedOutside({ client }: Pick<Observation, "client">): boolean | undefined {
  return "known" in client && client.known.length > 0
    ? client.known.some(({ answered }) => answered)
    : undefined;
}
