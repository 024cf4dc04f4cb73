import { setTimeout as pause } from "node:timers/promises";
import type { PortState } from "../openstack/vnfState";
import { type Bond, monitorInterval } from "../plan/bond";
import type { Vnf } from "../plan/vnf";
import { OutOfPatience } from "../remote/conversation";
import type { Watched } from "../remote/observation";
import type { Timeline, WitnessEvent } from "./events";
import type { Journal, Loss } from "./journal";
import { type Cut, measuredByClient, measuredInGuest, type Way } from "./measurement";
import { type Parties, withParties } from "./parties";
import { giveBack, type Means, named, takeAway } from "./ways";

/** What a drill works with. */
export interface Stage {
  readonly stack: Watched;
  readonly means: Means;
  readonly journal: Journal;
  /** Stops the drill, which gives back what it has taken. */
  readonly signal: AbortSignal;
}

/** Time in ms of steady answers before a VF is taken away. */
const STEADY = 500;
/** Time in ms within which the witness switches the bond. */
const SWITCHING = 5000;
/** Time in ms within which Neutron's agent sets a VF's link: it looks each 2 s, and may be busy. */
const OBEYING = 15_000;
/** Time in ms within which the bond must have left a VF that is away. */
const LEAVING = 30_000;
/** Time in ms within which a VF's link must be back. */
const RETURNING = 60_000;
/** Time in ms for which the bond is watched after that. */
const WATCH = 1000;
/** Time in ms that the client's last answers may take, and its report. */
const REPORT = 15_000;

/**
 * Takes the active VF of a VNF's bond away and gives it back, under the eyes of a client and of a witness in the guest.
 * Whatever happens meanwhile, it is given back.
 * @param ports the VNF's, as Neutron shows them
 * @throws if the bond did not leave the VF, or what happened could not be seen
 */
export async function cut(stage: Stage, vnf: Vnf, ports: readonly PortState[], way: Way): Promise<Cut> {
  return withParties(stage.stack, vnf, async (parties) => {
    const { witness, client } = parties;
    const { macs, active } = witness.heard.find((seen) => seen.event === "slaves") as Slaves;
    if (active === null) {
      throw new Error(`${vnf.bond.name} has no active slave: there is nothing to take away.`);
    }
    const loss = lossOf(way, vnf, ports, active, macs[active]);
    const { signal } = stage;
    await pause(STEADY, undefined, { signal });
    const begun = witness.heard.length;
    const away = await whileAway(stage, loss, parties, async () => {
      await untilLeft(parties, loss, begun, signal);
      await pause(announcing(vnf.bond), undefined, { signal });
      client.say("restore");
      return witness.heard.slice(begun);
    });
    if (way !== "guest") {
      const back = (seen: WitnessEvent) =>
        seen.event === "link" && seen.slave === active && seen.carrier && seen.up;
      await witness.until(back, { from: begun, timeLimit: RETURNING, signal });
    }
    await pause(WATCH, undefined, { signal });
    witness.requireOpen();
    client.say("stop");
    const timeline = await client.until((told) => "sent" in told, { timeLimit: REPORT, signal });
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
async function givenBack(loss: Loss, { witness }: Parties, means: Means): Promise<void> {
  if (loss.way === "guest") {
    const from = witness.heard.length;
    const back = (seen: WitnessEvent) => seen.event === "active" && seen.slave === loss.slave;
    witness.say("back");
    const answer = witness.until(back, { from, timeLimit: SWITCHING });
    return answer.then(
      () => undefined,
      () => giveBack(loss, means),
    );
  }
  return giveBack(loss, means);
}

/** Waits until the bond has left a slave that was taken away. */
async function untilLeft({ witness }: Parties, loss: Loss, from: number, signal: AbortSignal): Promise<void> {
  const { way, slave } = loss;
  const gone = (seen: WitnessEvent) => seen.event === "active" && seen.slave !== slave;
  const lost = (seen: WitnessEvent) => gone(seen) || (seen.event === "link" && seen.slave === slave);
  const told = async (wanted: (seen: WitnessEvent) => boolean, timeLimit: number, failed: () => Error) => {
    await witness.until(wanted, { from, timeLimit, signal }).catch((error: Error) => {
      throw error instanceof OutOfPatience ? failed() : error;
    });
  };
  if (way === "port") {
    await told(lost, OBEYING, () => new Unavailable(PORT_IGNORED));
  }
  await told(
    gone,
    LEAVING,
    () =>
      new Error(
        `the bond did not leave ${slave} within ${LEAVING / 1000} s when its ${named(loss)} was taken away.`,
      ),
  );
}

/** What was taken away is still away: nothing else may be touched now. */
export class NotGivenBack extends Error {}

/** A way in which nothing can be taken away here. */
export class Unavailable extends Error {}

const PORT_IGNORED =
  "Neutron set the port down, but its agent left the VF's link up: where the uplink's status is propagated it did so up to its release note sriov-vf-state-disable-has-precedence";

type Slaves = Extract<WitnessEvent, { event: "slaves" }>;

/** Takes a VF away, waits for `meanwhile`, and gives it back. The journal knows of it from before until after. */
async function whileAway<T>(
  { means, journal }: Stage,
  loss: Loss,
  parties: Parties,
  meanwhile: () => Promise<T>,
): Promise<T> {
  journal.write(loss);
  try {
    if (loss.way === "guest") {
      parties.witness.say("switch");
    } else {
      await takeAway(loss, means);
    }
    return await meanwhile();
  } finally {
    await givenBack(loss, parties, means).catch((error: Error) => {
      throw new NotGivenBack(
        `VNF "${loss.vnf}": its ${named(loss)} could not be given back: ${error.message} The next drill, verify or heal tries again.`,
      );
    });
    journal.clear();
  }
}

function lossOf(
  way: Way,
  vnf: Vnf,
  ports: readonly PortState[],
  slave: string,
  mac: string | undefined,
): Loss {
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
