import { setPortAdminState } from "../openstack/changes";
import type { Cloud } from "../openstack/cloud";
import { ErrorResponse } from "../openstack/errors";
import type { PortState } from "../openstack/vnfState";
import { type Bond, monitorInterval } from "../plan/bond";
import type { Vnf } from "../plan/vnf";
import { WaitTimeout } from "../remote/conversation";
import type { ConnectedStack } from "../remote/observation";
import { pauseFor } from "../remote/wait";
import type { Timeline, WitnessEvent } from "./events";
import type { Removal } from "./journal";
import type { Keeper } from "./keeper";
import { type Cut, isFailover, measureFromClient, measureInGuest, type Way } from "./measurement";
import { type Observers, withObservers } from "./observers";
import { describeRemoval } from "./ways";

/** What a drill needs besides the VNF. */
export interface DrillContext {
  readonly stack: ConnectedStack;
  /** Removes and restores the VFs. */
  readonly keeper: Keeper;
  /** Stops the drill. The drill then restores the VF that it removed. */
  readonly signal: AbortSignal;
}

/** Time in ms of DNS responses before the VF is removed. */
const STEADY_MS = 500;
/** Maximum time in ms until the bond has another active slave after a command to the witness. */
const SWITCH_TIMEOUT_MS = 5000;
/** Maximum time in ms until Neutron's agent sets a VF's link. The agent polls every 2 s, and may be busy. */
const AGENT_TIMEOUT_MS = 15_000;
/** Maximum time in ms for the bond's failover from a removed VF. */
const FAILOVER_TIMEOUT_MS = 30_000;
/** Maximum time in ms until the link of a restored VF is up. */
const RETURN_TIMEOUT_MS = 60_000;
/** Time in ms for which the bond is observed after the VF is restored. */
const WATCH_MS = 1000;
/** Maximum time in ms for the client's last responses and its report. */
const REPORT_TIMEOUT_MS = 15_000;

/**
 * Removes the active VF of a VNF's bond, restores it, and measures both with a DNS client and a witness in the guest. The VF
 * is restored after every error too.
 * @param ports ports of the VNF in Neutron
 * @throws {MethodUnavailable} if the VF can't be removed in this way
 * @throws {NotRestored} if the VF can't be restored
 * @throws if the bond did not fail over, or the connection to the client or the witness is lost
 */
export async function makeCut(
  context: DrillContext,
  vnf: Vnf,
  ports: readonly PortState[],
  way: Way,
): Promise<Cut> {
  return withObservers(context.stack, vnf, context.signal, async (observers) => {
    const { witness, client } = observers;
    const { macs, active } = witness.events.find(({ event }) => event === "slaves") as Slaves;
    if (active === null) {
      throw new Error(`${vnf.bond.name} has no active slave, so there is no VF to remove.`);
    }
    const removal = removalOf(way, vnf, ports, active, macs[active]);
    const { signal } = context;
    if (way === "port") {
      await requireChangeable(context.stack.cloud, vnf, ports, removal);
    }
    await pauseFor(STEADY_MS, signal);
    const firstNewEvent = witness.events.length;
    const eventsWhileRemoved = await runWhileRemoved(context.keeper, removal, observers, async () => {
      await waitForFailover(observers, removal, firstNewEvent, signal);
      await pauseFor(announcementTimeMs(vnf.bond), signal);
      client.send("restore");
      return witness.events.slice(firstNewEvent);
    });
    if (way !== "guest") {
      const isLinkBack = (event: WitnessEvent) =>
        event.event === "link" && event.slave === active && event.carrier && event.up;
      await witness.waitFor(isLinkBack, {
        what: `that the link of ${active} is up again`,
        from: firstNewEvent,
        timeoutMs: RETURN_TIMEOUT_MS,
        signal,
      });
    }
    await pauseFor(WATCH_MS, signal);
    witness.requireOpen();
    client.send("stop");
    const timeline = await client.waitFor((event) => "sent" in event, {
      what: "its queries",
      timeoutMs: REPORT_TIMEOUT_MS,
      signal,
    });
    return {
      way,
      from: active,
      to: activeSlaveIn(eventsWhileRemoved),
      after: activeSlaveIn(witness.events),
      primary: primarySlaveIn(macs, vnf.bond, ports),
      ...measureFromClient(timeline as Timeline),
      ...measureInGuest(eventsWhileRemoved, active),
    };
  });
}

/** Restores a removed VF. After a cut in the guest the witness does this; if it does not respond, the keeper does. */
async function restoreRemoved(removal: Removal, { witness }: Observers, keeper: Keeper): Promise<void> {
  if (removal.way === "guest") {
    const from = witness.events.length;
    const isBack = (event: WitnessEvent) => event.event === "active" && event.slave === removal.slave;
    witness.send("back");
    const switchedBack = witness.waitFor(isBack, {
      what: "the switch back",
      from,
      timeoutMs: SWITCH_TIMEOUT_MS,
    });
    return switchedBack.then(
      () => keeper.forget(),
      () => keeper.restore(),
    );
  }
  return keeper.restore();
}

/** Waits until the bond has failed over from a removed slave. @throws after the timeout */
async function waitForFailover(
  { witness }: Observers,
  removal: Removal,
  from: number,
  signal: AbortSignal,
): Promise<void> {
  const { way, slave } = removal;
  const hasFailedOver = (event: WitnessEvent) => isFailover(event, slave);
  const isLinkChanged = (event: WitnessEvent) =>
    hasFailedOver(event) || (event.event === "link" && event.slave === slave);
  const waitOrThrow = async (
    matches: (event: WitnessEvent) => boolean,
    timeoutMs: number,
    timeoutError: () => Error,
  ) => {
    await witness
      .waitFor(matches, { what: "the failover", from, timeoutMs, signal })
      .catch((error: Error) => {
        throw error instanceof WaitTimeout ? timeoutError() : error;
      });
  };
  if (way === "port") {
    await waitOrThrow(isLinkChanged, AGENT_TIMEOUT_MS, () => new MethodUnavailable(PORT_IGNORED));
  }
  await waitOrThrow(
    hasFailedOver,
    FAILOVER_TIMEOUT_MS,
    () =>
      new Error(
        `${removal.bond} did not fail over from ${slave} within ${FAILOVER_TIMEOUT_MS / 1000} s (removed: ${describeRemoval(removal)}).`,
      ),
  );
}

/** This cloud can't remove a VF in the chosen way. */
export class MethodUnavailable extends Error {}

/**
 * Requires that the credentials may change an adopted port: somebody else made it. A port that can't be set down can't be restored
 * either. The request leaves the port up.
 * @throws {MethodUnavailable} if Neutron refuses
 */
export async function requireChangeable(
  cloud: Cloud,
  { bond }: Pick<Vnf, "bond">,
  ports: readonly Pick<PortState, "id" | "role">[],
  { portId }: Pick<Removal, "portId">,
): Promise<void> {
  const role = ports.find(({ id }) => id === portId)?.role;
  if (!bond.members.find((nic) => nic.role === role)?.adopt) {
    return;
  }
  await setPortAdminState(cloud, portId, true).catch((error: Error) => {
    throw error instanceof ErrorResponse && error.status === 403
      ? new MethodUnavailable(`the port ${portId} is adopted, and Neutron lets only its owner change it`)
      : error;
  });
}

const PORT_IGNORED =
  "Neutron set the port down, but its agent left the VF's link up: Neutron versions before the release note sriov-vf-state-disable-has-precedence do this for ports with propagate_uplink_status";

type Slaves = Extract<WitnessEvent, { event: "slaves" }>;

/** Removes a VF, calls `run`, and restores the VF. */
async function runWhileRemoved<T>(
  keeper: Keeper,
  removal: Removal,
  observers: Observers,
  run: () => Promise<T>,
): Promise<T> {
  try {
    await keeper.remove(removal);
    if (removal.way === "guest") {
      observers.witness.send("switch");
    }
    return await run();
  } finally {
    await restoreRemoved(removal, observers, keeper);
  }
}

function removalOf(
  way: Way,
  vnf: Vnf,
  ports: readonly PortState[],
  slave: string,
  mac: string | null | undefined,
): Removal {
  const port = ports.find((candidate) => candidate.mac === mac);
  const member = vnf.bond.members.find(({ role }) => role === port?.role);
  if (port === undefined || member === undefined) {
    throw new Error(
      `the active slave ${slave} (${mac}) has the MAC address of none of the VNF's SR-IOV ports in Neutron.`,
    );
  }
  const { physicalNetwork } = member.network;
  return { way, vnf: vnf.name, bond: vnf.bond.name, slave, portId: port.id, physicalNetwork, at: Date.now() };
}

/** The active slave after the last of the events, or `none`. */
function activeSlaveIn(events: readonly WitnessEvent[]): string {
  const last = events.findLast(({ event }) => event === "slaves" || event === "active");
  return (last?.event === "slaves" ? last.active : last?.event === "active" ? last.slave : null) ?? "none";
}

function primarySlaveIn(macs: Slaves["macs"], { members }: Bond, ports: readonly PortState[]): string {
  const port = ports.find(({ role }) => role === members[0].role);
  return Object.keys(macs).find((slave) => macs[slave] === port?.mac) ?? "none";
}

/**
 * Time in ms to wait for the bond's gratuitous ARPs after a failover: the bond sends one in each monitor interval. At most 10
 * s.
 */
function announcementTimeMs({ linkMonitor, gratuitousArps }: Bond): number {
  return Math.min((gratuitousArps + 1) * monitorInterval(linkMonitor) + 500, 10_000);
}
