import { setTimeout as pause } from "node:timers/promises";
import type { PortState } from "../openstack/vnfState";
import { type Bond, monitorInterval } from "../plan/bond";
import type { Vnf } from "../plan/vnf";
import { WaitTimeout } from "../remote/conversation";
import type { Watched } from "../remote/observation";
import type { Timeline, WitnessEvent } from "./events";
import type { Journal, Removal } from "./journal";
import { type Cut, measuredByClient, measuredInGuest, type Way } from "./measurement";
import { type Observers, withObservers } from "./parties";
import { named, removeVf, restoreVf, type VfControls } from "./ways";

/** What a drill works with. */
export interface DrillContext {
  readonly stack: Watched;
  readonly means: VfControls;
  readonly journal: Journal;
  /** Stops the drill, which gives back what it has taken. */
  readonly signal: AbortSignal;
}

/** Time in ms of steady answers before a VF is taken away. */
const STEADY_MS = 500;
/** Time in ms within which the witness switches the bond. */
const SWITCH_TIMEOUT_MS = 5000;
/** Time in ms within which Neutron's agent sets a VF's link: it looks each 2 s, and may be busy. */
const AGENT_TIMEOUT_MS = 15_000;
/** Time in ms within which the bond must have left a VF that is away. */
const FAILOVER_TIMEOUT_MS = 30_000;
/** Time in ms within which a VF's link must be back. */
const RETURN_TIMEOUT_MS = 60_000;
/** Time in ms for which the bond is watched after that. */
const WATCH_MS = 1000;
/** Time in ms that the client's last answers may take, and its report. */
const REPORT_TIMEOUT_MS = 15_000;

/**
 * Takes the active VF of a VNF's bond away and gives it back, under the eyes of a client and of a witness in the guest.
 * Whatever happens meanwhile, it is given back.
 * @param ports the VNF's, as Neutron shows them
 * @throws if the bond did not leave the VF, or what happened could not be seen
 */
export async function cut(
  stage: DrillContext,
  vnf: Vnf,
  ports: readonly PortState[],
  way: Way,
): Promise<Cut> {
  return withObservers(stage.stack, vnf, async (parties) => {
    const { witness, client } = parties;
    const { macs, active } = witness.heard.find((seen) => seen.event === "slaves") as Slaves;
    if (active === null) {
      throw new Error(`${vnf.bond.name} has no active slave, so there is no VF to remove.`);
    }
    const loss = removalOf(way, vnf, ports, active, macs[active]);
    const { signal } = stage;
    await pause(STEADY_MS, undefined, { signal });
    const begun = witness.heard.length;
    const away = await whileRemoved(stage, loss, parties, async () => {
      await waitUntilLeft(parties, loss, begun, signal);
      await pause(announcing(vnf.bond), undefined, { signal });
      client.say("restore");
      return witness.heard.slice(begun);
    });
    if (way !== "guest") {
      const back = (seen: WitnessEvent) =>
        seen.event === "link" && seen.slave === active && seen.carrier && seen.up;
      await witness.until(back, { from: begun, timeLimit: RETURN_TIMEOUT_MS, signal });
    }
    await pause(WATCH_MS, undefined, { signal });
    witness.requireOpen();
    client.say("stop");
    const timeline = await client.until((told) => "sent" in told, { timeLimit: REPORT_TIMEOUT_MS, signal });
    return {
      way,
      from: active,
      to: activeIn(away),
      after: activeIn(witness.heard),
      primary: primaryIn(macs, vnf.bond, ports),
      ...measuredByClient(timeline as Timeline),
      ...measuredInGuest(away, active),
    };
  });
}

/** Gives back what was taken; the witness does it where it has switched the bond, if it is still there. */
async function restore(loss: Removal, { witness }: Observers, means: VfControls): Promise<void> {
  if (loss.way === "guest") {
    const from = witness.heard.length;
    const back = (seen: WitnessEvent) => seen.event === "active" && seen.slave === loss.slave;
    witness.say("back");
    const answer = witness.until(back, { from, timeLimit: SWITCH_TIMEOUT_MS });
    return answer.then(
      () => undefined,
      () => restoreVf(loss, means),
    );
  }
  return restoreVf(loss, means);
}

/** Waits until the bond has left a slave that was taken away. */
async function waitUntilLeft(
  { witness }: Observers,
  loss: Removal,
  from: number,
  signal: AbortSignal,
): Promise<void> {
  const { way, slave } = loss;
  const gone = (seen: WitnessEvent) => seen.event === "active" && seen.slave !== slave;
  const lost = (seen: WitnessEvent) => gone(seen) || (seen.event === "link" && seen.slave === slave);
  const told = async (wanted: (seen: WitnessEvent) => boolean, timeLimit: number, failed: () => Error) => {
    await witness.until(wanted, { from, timeLimit, signal }).catch((error: Error) => {
      throw error instanceof WaitTimeout ? failed() : error;
    });
  };
  if (way === "port") {
    await told(lost, AGENT_TIMEOUT_MS, () => new MethodUnavailable(PORT_IGNORED));
  }
  await told(
    gone,
    FAILOVER_TIMEOUT_MS,
    () =>
      new Error(
        `${loss.bond} did not fail over from ${slave} within ${FAILOVER_TIMEOUT_MS / 1000} s (removed: ${named(loss)}).`,
      ),
  );
}

/** What was taken away is still away: nothing else may be touched now. */
export class NotRestored extends Error {}

/** A way in which nothing can be taken away here. */
export class MethodUnavailable extends Error {}

const PORT_IGNORED =
  "Neutron set the port down, but its agent left the VF's link up: where the uplink's status is propagated it did so up to its release note sriov-vf-state-disable-has-precedence";

type Slaves = Extract<WitnessEvent, { event: "slaves" }>;

/** Takes a VF away, waits for `meanwhile`, and gives it back. The journal knows of it from before until after. */
async function whileRemoved<T>(
  { means, journal }: DrillContext,
  loss: Removal,
  parties: Observers,
  meanwhile: () => Promise<T>,
): Promise<T> {
  journal.write(loss);
  try {
    if (loss.way === "guest") {
      parties.witness.say("switch");
    } else {
      await removeVf(loss, means);
    }
    return await meanwhile();
  } finally {
    await restore(loss, parties, means).catch((error: Error) => {
      throw new NotRestored(
        `VNF "${loss.vnf}": could not restore ${named(loss)}: ${error.message} The next drill, verify or heal tries again.`,
      );
    });
    journal.clear();
  }
}

function removalOf(
  way: Way,
  vnf: Vnf,
  ports: readonly PortState[],
  slave: string,
  mac: string | undefined,
): Removal {
  const port = ports.find((candidate) => candidate.mac === mac);
  const member = vnf.bond.members.find(({ role }) => role === port?.role);
  if (port === undefined || member === undefined) {
    throw new Error(`the active slave ${slave} (${mac}) is none of the VNF's SR-IOV ports in Neutron.`);
  }
  const { physicalNetwork } = member.network;
  return { way, vnf: vnf.name, bond: vnf.bond.name, slave, portId: port.id, physicalNetwork };
}

/** The active slave after all of the events. */
function activeIn(events: readonly WitnessEvent[]): string {
  const last = events.findLast((seen) => seen.event === "slaves" || seen.event === "active");
  return (last?.event === "slaves" ? last.active : last?.event === "active" ? last.slave : null) ?? "none";
}

function primaryIn(macs: Slaves["macs"], { members }: Bond, ports: readonly PortState[]): string {
  const port = ports.find(({ role }) => role === members[0].role);
  return Object.keys(macs).find((slave) => macs[slave] === port?.mac) ?? "none";
}

/** Time in ms that the bond takes to announce itself on its new slave, and a bit: one announcement an interval. */
function announcing({ linkMonitor, gratuitousArps }: Bond): number {
  return Math.min((gratuitousArps + 1) * monitorInterval(linkMonitor) + 500, 10_000);
}
