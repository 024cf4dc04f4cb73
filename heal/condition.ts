import type { ServerState } from "../openstack/vnfState";
import { faultsIn, sentenceOf } from "../report/finding";
import type { Outcome } from "../verify/check";
import type { GuestReading } from "../verify/checks/access";
import type { Evidence } from "../verify/evidence";
import type { Observation } from "../verify/judge";

/**
 * The state of a VNF. `healthy`: no check fails. `down`: two witnesses say that it answers no DNS client: the client outside,
 * and the cloud or the guest. `degraded`: it answers DNS queries, but has a fault that a reboot or a new deployment may fix.
 * `busy`: the guest boots, or Nova works on the server. `not recoverable`: it has a fault that neither a reboot nor a new
 * deployment fixes, or somebody stopped it on purpose. `unknown`: the state is unknown, or the witnesses disagree.
 */
export type State = "healthy" | "down" | "degraded" | "busy" | "not recoverable" | "unknown";

/** What the DNS client outside says: it gets responses, it gets none, or there is no result. */
export type ClientResult = "answered" | "silent" | "unknown";

export interface Condition {
  readonly state: State;
  /** The reasons for the state, one sentence each. */
  readonly evidence: readonly string[];
  readonly client: ClientResult;
  /** Nova's id of the server; null if the server does not exist or Nova did not answer. */
  readonly serverId: string | null;
  /** Such as ACTIVE; null if the server does not exist or Nova did not answer. */
  readonly serverStatus: string | null;
  /** Why Nova can't reboot the server. null if it can, as far as the credentials show. */
  readonly obstacleToReboot: string | null;
  /** Whether the guest did not respond at all. It may still be booting. */
  readonly silent: boolean;
}

/** Nova's statuses of a server that has stopped (Nova API guide, server concepts). */
const STOPPED_STATUSES = ["SHUTOFF", "ERROR"];
/** Nova's statuses of a server that Nova creates or boots. */
const BUSY_STATUSES = ["BUILD", "REBOOT", "HARD_REBOOT", "REBUILD"];

/** The condition of a VNF. @param outcomes results of the checks of this observation */
export function conditionOf(vnf: string, observation: Observation, outcomes: readonly Outcome[]): Condition {
  const { server } = observation.cloud;
  const client = clientResultOf(observation);
  if ("unknown" in server) {
    return { ...unknownCondition(`state of the server is unknown: ${server.unknown}`), client };
  }
  const serverStatus = server.known?.status ?? null;
  const faults = faultsIn(outcomes);
  const sentences = faults.map(({ advice: _, ...fault }) => `VNF "${vnf}": ${sentenceOf(fault)}`);
  const judgement =
    serverStatus !== "ACTIVE"
      ? judgeStoppedServer(serverStatus, observation)
      : "known" in observation.guest
        ? judgeGuest(observation.guest.known, faults, sentences, observation)
        : judgeSilentGuest(observation.guest, observation);
  return {
    silent: false,
    ...judgement,
    client,
    serverId: server.known?.id ?? null,
    serverStatus,
    obstacleToReboot: obstacleToReboot(server.known),
  };
}

/** The condition of a VNF if nothing is known about it. @param reason why */
export function unknownCondition(reason: string): Condition {
  return {
    state: "unknown",
    evidence: [reason],
    client: "unknown",
    serverId: null,
    serverStatus: null,
    obstacleToReboot: obstacleToReboot(null),
    silent: false,
  };
}

function obstacleToReboot(server: ServerState | null): string | null {
  if (server === null) {
    return "no server to reboot";
  }
  if (server.isHostDown) {
    return "the server's host is down";
  }
  return server.hasRun ? null : "the server never ran";
}

/** Whether a DNS client outside gets a response from any address of the VNF. */
function clientResultOf({ client }: Pick<Observation, "client">): ClientResult {
  if (!("known" in client) || client.known.length === 0) {
    return "unknown";
  }
  return client.known.some(({ answered }) => answered) ? "answered" : "silent";
}

type Judgement = Pick<Condition, "state" | "evidence"> & Partial<Pick<Condition, "silent">>;

/** Judges a VNF whose server does not run. @param status Nova's status; null if there is no server */
function judgeStoppedServer(status: string | null, observation: Observation): Judgement {
  const cloudSays = status === null ? "the cloud has no such server" : `server is ${status}`;
  if (status !== null && BUSY_STATUSES.includes(status)) {
    return { state: "busy", evidence: [cloudSays] };
  }
  if (status !== null && !STOPPED_STATUSES.includes(status)) {
    return { state: "not recoverable", evidence: [`${cloudSays}, which somebody did on purpose`] };
  }
  const evidence = [cloudSays, clientSentence(observation)];
  switch (clientResultOf(observation)) {
    case "silent":
      return { state: "down", evidence };
    case "unknown":
      return { state: "unknown", evidence };
    case "answered":
      return {
        state: "unknown",
        evidence: [
          ...evidence,
          "the cloud and the DNS client disagree: check OS_REGION_NAME and the project, and which host has this address",
        ],
      };
  }
}

/** Judges a VNF whose server runs, and whose guest gave no evidence. */
function judgeSilentGuest(
  guest: Exclude<GuestReading, { readonly known: unknown }>,
  observation: Observation,
): Judgement {
  const reason = `guest: ${guest.unknown}`;
  if (guest.step === "host key" || guest.step === "login") {
    return { state: "unknown", evidence: [`${reason}: unknown whether it is this stack's guest`] };
  }
  const evidence = [reason, ...hostSentences(observation), clientSentence(observation)];
  switch (clientResultOf(observation)) {
    case "answered":
      return { state: "degraded", evidence };
    case "unknown":
      return { state: "unknown", evidence };
    case "silent":
      return guest.step === "SSH"
        ? { state: "down", evidence, silent: true }
        : {
            state: "unknown",
            evidence: [...evidence, "the guest answers over SSH, so it is not certainly down"],
          };
  }
}

/** Judges a VNF whose guest gave evidence. @param sentences the sentences of the faults */
function judgeGuest(
  guest: Evidence,
  faults: readonly Outcome[],
  sentences: readonly string[],
  observation: Observation,
): Judgement {
  if (!guest.cloudInit.ended) {
    return { state: "busy", evidence: sentences };
  }
  if (faults.length === 0) {
    return { state: "healthy", evidence: [] };
  }
  if (!faults.some(({ isMadeAtBoot }) => isMadeAtBoot)) {
    return { state: "not recoverable", evidence: sentences };
  }
  switch (clientResultOf(observation)) {
    case "answered":
      return { state: "degraded", evidence: sentences };
    case "unknown":
      return { state: "unknown", evidence: [...sentences, clientSentence(observation)] };
    case "silent":
      return isSilentInside(guest)
        ? { state: "down", evidence: sentences }
        : {
            state: "unknown",
            evidence: [...sentences, "the DNS service answers the guest itself, but not the client outside"],
          };
  }
}

/** Whether the guest itself shows that it answers no DNS client: its service is silent, or its bond carries nothing. */
function isSilentInside({ dns, bond }: Evidence): boolean {
  return (dns.length > 0 && !dns.some(({ answered }) => answered)) || bond === null || !bond.active;
}

function hostSentences({ cloud: { server } }: Observation): string[] {
  const isDown = "known" in server && server.known?.isHostDown;
  return isDown ? [`Nova gets no sign of life from its host ${server.known?.host}`] : [];
}

function clientSentence(observation: Observation): string {
  switch (clientResultOf(observation)) {
    case "answered":
      return "a DNS client outside gets responses";
    case "silent":
      return "a DNS client outside gets no response";
    case "unknown": {
      const { client } = observation;
      return `no result of a DNS client outside${"unknown" in client ? `: ${client.unknown}` : ""}`;
    }
  }
}
