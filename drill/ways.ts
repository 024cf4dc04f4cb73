import { setPortAdminState } from "../openstack/changes";
import type { Cloud } from "../openstack/cloud";
import { runUninterrupted } from "../remote/uninterrupted";
import type { Removal } from "./journal";

/** How a drill removes and restores a VF. */
export interface VfControls {
  readonly cloud: Cloud;
  /** The setting `cpnr:drill.cable`: a command that takes a physical network, and `up` or `down`. */
  readonly cable: readonly string[] | undefined;
  /** Runs a shell command as root in a VNF's guest; throws if it fails. */
  readonly runAsRoot: (vnf: string, command: string) => Promise<void>;
}

/** Restores a removed VF. It is no error if the VF is restored already. */
export async function restoreVf(removal: Removal, { cloud, cable, runAsRoot }: VfControls): Promise<void> {
  switch (removal.way) {
    case "guest":
      return runAsRoot(
        removal.vnf,
        `echo ${removal.slave} >/sys/class/net/${removal.bond}/bonding/active_slave`,
      );
    case "port":
      return setPortAdminState(cloud, removal.portId, true);
    case "cable":
      return runCableCommand(cable, removal.physicalNetwork, "up");
  }
}

/** Removes a VF from outside the guest, by its port or its cable. */
export async function removeVf(removal: Removal, { cloud, cable }: VfControls): Promise<void> {
  return removal.way === "port"
    ? setPortAdminState(cloud, removal.portId, false)
    : runCableCommand(cable, removal.physicalNetwork, "down");
}

/** Describes a removal in words, such as `cable of sriov0`. */
export function describeRemoval({ way, slave, portId, physicalNetwork }: Removal): string {
  return { guest: `active slave ${slave}`, port: `port ${portId}`, cable: `cable of ${physicalNetwork}` }[
    way
  ];
}

/** Runs the command `cpnr:drill.cable`. @throws if it is not configured, or fails */
async function runCableCommand(
  cable: readonly string[] | undefined,
  physicalNetwork: string,
  state: "up" | "down",
): Promise<void> {
  if (cable === undefined) {
    throw new Error("cpnr:drill.cable is not set: set it to the command that pulls and plugs a cable.");
  }
  const command = [...cable, physicalNetwork, state];
  const { code, output } = await runUninterrupted(command);
  if (code !== 0) {
    throw new Error(`${command.join(" ")} ended with exit code ${code}: ${output.trim()}`);
  }
}
