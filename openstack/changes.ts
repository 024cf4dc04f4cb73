import { setTimeout as pause } from "node:timers/promises";
import type { ChangeOptions, Cloud } from "./cloud";
import { CloudTimeout, CloudUnreachable, ErrorResponse } from "./errors";

/**
 * Sets the admin state of a port. If it is down, the SR-IOV agent disables the link of the VF. The request has the same effect
 * if it is repeated, so it is repeated after a short failure.
 */
export async function setPortAdminState(
  cloud: Cloud,
  portId: string,
  isUp: boolean,
  { signal }: Pick<ChangeOptions, "signal"> = {},
): Promise<void> {
  await cloud.change("network", "PUT", `/ports/${portId}`, { port: { admin_state_up: isUp } }, { signal });
}

/** A DHCP option that no port has. */
const NO_OPTION = { opt_name: "cpnr-read-the-port-again", opt_value: null };

/**
 * Makes the link of a VF follow the cable: sets propagate_uplink_status of its port, and has the SR-IOV agent read the port again.
 * Neutron tells the agent about changed DHCP options, and not about this flag. So the same request removes a DHCP option that the
 * port does not have. The agent sets the link state of the VF, which interrupts nothing.
 * @returns the revision of the port after the change
 * @param isFlagOn whether the port has the flag already. A Neutron without {@link UPLINK_UPDATABLE} refuses it
 */
export async function applyUplinkPropagation(
  cloud: Cloud,
  portId: string,
  isFlagOn: boolean,
  { signal }: Pick<ChangeOptions, "signal"> = {},
): Promise<number> {
  const change = { ...(isFlagOn ? {} : { propagate_uplink_status: true }), extra_dhcp_opts: [NO_OPTION] };
  const body = { port: change };
  const { port } = await cloud.change<{ port?: { revision_number?: number } }>(
    "network",
    "PUT",
    `/ports/${portId}`,
    body,
    { signal },
  );
  return port?.revision_number ?? Number.POSITIVE_INFINITY;
}

/** Time in ms in which an agent that is alive begins to read a port: several of its polling intervals, which are 2 s. */
const AGENT_BEGINS_MS = 10_000;
/** Time in ms in which it has applied a port. */
const AGENT_ENDS_MS = 60_000;
const PAUSE_MS = 250;

/**
 * Waits until the agent has applied a port: Neutron shows BUILD while the agent works on it, and then ACTIVE. Each of them is a new
 * revision of the port.
 * @param revision revision of the port when the agent was told
 * @param beginsMs time in ms in which Neutron must show that the agent has begun. @default 10000
 * @returns false if Neutron shows no begin of it, or no end of it within 60 s
 */
export async function awaitAgent(
  cloud: Cloud,
  portId: string,
  revision: number,
  { signal, beginsMs = AGENT_BEGINS_MS }: Pick<ChangeOptions, "signal"> & { beginsMs?: number } = {},
): Promise<boolean> {
  const startedAt = performance.now();
  let hasBegun = false;
  while (performance.now() - startedAt < (hasBegun ? AGENT_ENDS_MS : beginsMs)) {
    const path = `/ports/${portId}?fields=status&fields=revision_number`;
    type Response = { port: { status: string; revision_number?: number } };
    const { port } = await cloud.get<Response>("network", path, { signal });
    hasBegun ||= port.status !== "ACTIVE" || (port.revision_number ?? revision) > revision;
    if (hasBegun && port.status === "ACTIVE") {
      return true;
    }
    await pause(PAUSE_MS, undefined, { signal });
  }
  return false;
}

/**
 * Reboots a server hard: power off and on. It also works for a server that hangs or is shut off. The request is sent once.
 * @throws {Conflict} if the server is in a state that does not allow a reboot now, for example during a rebuild
 */
export async function rebootServer(
  cloud: Cloud,
  serverId: string,
  { signal }: Pick<ChangeOptions, "signal"> = {},
): Promise<void> {
  const options = { canRepeat: false, signal };
  await cloud.change("compute", "POST", `/servers/${serverId}/action`, { reboot: { type: "HARD" } }, options);
}

/**
 * Whether a change was refused only for the moment, so the same change can succeed later: a conflict (409), an overloaded or
 * restarting service (429, 502, 503, 504), no connection, or no response before the timeout. After a lost response or a
 * timeout, the service can have accepted the change: read the state before the next attempt.
 */
export function isRefusedForNow(error: unknown): boolean {
  if (error instanceof ErrorResponse) {
    return [409, 429, 502, 503, 504].includes(error.status);
  }
  return (
    error instanceof CloudTimeout ||
    (error instanceof CloudUnreachable && (error.kind === "network" || error.kind === "proxy"))
  );
}
