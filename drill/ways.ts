import { quoted } from "../day0/shell";
import { setPortAdminState } from "../openstack/changes";
import { Cloud } from "../openstack/cloud";
import { isNotFound } from "../openstack/errors";
import type { Plan } from "../plan/plan";
import { guestTargetIn } from "../remote/guest";
import { SshSession } from "../remote/ssh";
import type { SshTarget } from "../remote/sshLogin";
import { runUninterrupted } from "../remote/uninterrupted";
import { visible } from "../report/visible";
import type { Removal } from "./journal";
import { LIFETIME_S } from "./observers";

/** How a drill removes and restores a VF, besides the cloud. Plain data. */
export interface VfControls {
  /** The setting `cpnr:drill.cable`: a command that takes a physical network, and `up` or `down`. @default no cable can be cut */
  readonly cable?: readonly string[] | undefined;
  /** The SSH server of each VNF's guest. */
  readonly guests: readonly { readonly vnf: string; readonly target: SshTarget }[];
}

/** The controls of a stack. */
export function vfControlsOf(plan: Plan): VfControls {
  return {
    cable: plan.drill?.cable,
    guests: plan.vnfs.map((vnf) => ({ vnf: vnf.name, target: guestTargetIn(plan, vnf) })),
  };
}

/** Time in ms after which the command of a cable is killed. */
export const CABLE_TIMEOUT_MS = 60_000;

/** Removes a VF from outside the guest, by its port or its cable. In the guest, the witness removes it. */
export async function removeVf(removal: Removal, { cable }: VfControls): Promise<void> {
  switch (removal.way) {
    case "guest":
      return;
    case "port":
      return setPortAdminState(await Cloud.connect(), removal.portId, false);
    case "cable":
      return runCableCommand(cable, removal.physicalNetwork, "down");
  }
}

/**
 * Restores a removed VF. It is no error if the VF is restored already.
 * @returns why there is nothing to restore any more. @default the VF is restored
 * @throws if the VF can't be restored now
 */
export async function restoreVf(removal: Removal, controls: VfControls): Promise<string | undefined> {
  switch (removal.way) {
    case "guest":
      return restoreInGuest(removal, controls);
    case "port":
      return restorePort(removal);
    case "cable":
      await runCableCommand(controls.cable, removal.physicalNetwork, "up");
      return undefined;
  }
}

async function restorePort({ portId }: Removal): Promise<string | undefined> {
  try {
    await setPortAdminState(await Cloud.connect(), portId, true);
    return undefined;
  } catch (error) {
    if (isNotFound(error)) {
      return `port ${portId} does not exist any more`;
    }
    throw error;
  }
}

/** Makes the slave active again. The witness does that itself at the end of its life, and a new server has a new bond. */
async function restoreInGuest(removal: Removal, { guests }: VfControls): Promise<string | undefined> {
  const { vnf, bond, slave, at } = removal;
  const target = guests.find((guest) => guest.vnf === vnf)?.target;
  if (target === undefined) {
    return `the stack has no VNF "${vnf}" any more`;
  }
  const age = Date.now() - at;
  if (age < 0 || age > LIFETIME_S * 1000) {
    return `the witness in ${vnf} has restored the bond at the end of its time`;
  }
  const command = `echo ${slave} >/sys/class/net/${bond}/bonding/active_slave`;
  const { code, stderr } = await SshSession.within(target, (session) =>
    session.run(`sudo -n sh -c ${quoted(command)}`),
  );
  if (code !== 0) {
    throw new Error(`the command \`${command}\` failed in the guest of ${vnf}: ${visible(stderr.trim())}`);
  }
  return undefined;
}

/** Describes a removal in words, such as `cable of sriov0`. */
export function describeRemoval({ way, slave, portId, physicalNetwork }: Removal): string {
  return { guest: `active slave ${slave}`, port: `port ${portId}`, cable: `cable of ${physicalNetwork}` }[
    way
  ];
}

/** Runs the command `cpnr:drill.cable`. @throws if it is not configured, fails or does not end */
async function runCableCommand(
  cable: readonly string[] | undefined,
  physicalNetwork: string,
  state: "up" | "down",
): Promise<void> {
  if (cable === undefined) {
    throw new Error("cpnr:drill.cable is not set: set it to the command that pulls and plugs a cable.");
  }
  const command = [...cable, physicalNetwork, state];
  const { code, output } = await runUninterrupted(command, undefined, { timeoutMs: CABLE_TIMEOUT_MS });
  if (code !== 0) {
    throw new Error(`${command.join(" ")} ended with exit code ${code}: ${visible(output.trim())}`);
  }
}
