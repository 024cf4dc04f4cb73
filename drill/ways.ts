import { setPortAdminState } from "../openstack/changes";
import type { Cloud } from "../openstack/cloud";
import { runUninterrupted } from "../remote/uninterrupted";
import type { Removal } from "./journal";

/** By what a VF is taken away and given back. */
export interface VfControls {
  readonly cloud: Cloud;
  /** `cpnr:drill.cable`. */
  readonly cable: readonly string[] | undefined;
  /** Runs a shell command as root in a VNF's guest; throws if it fails. */
  readonly inGuest: (vnf: string, command: string) => Promise<void>;
}

/** Gives back what was taken away; it may be given back already. */
export async function restoreVf(loss: Removal, { cloud, cable, inGuest }: VfControls): Promise<void> {
  switch (loss.way) {
    case "guest":
      return inGuest(loss.vnf, `echo ${loss.slave} >/sys/class/net/${loss.bond}/bonding/active_slave`);
    case "port":
      return setPortAdminState(cloud, loss.portId, true);
    case "cable":
      return switched(cable, loss.physicalNetwork, "up");
  }
}

/** Takes a VF away from outside the guest. */
export async function removeVf(loss: Removal, { cloud, cable }: VfControls): Promise<void> {
  return loss.way === "port"
    ? setPortAdminState(cloud, loss.portId, false)
    : switched(cable, loss.physicalNetwork, "down");
}

/** What was taken, in words. */
export function named({ way, slave, portId, physicalNetwork }: Removal): string {
  return { guest: `active slave ${slave}`, port: `port ${portId}`, cable: `cable of ${physicalNetwork}` }[
    way
  ];
}

/** Runs the cable's command. */
async function switched(
  cable: readonly string[] | undefined,
  physicalNetwork: string,
  state: "up" | "down",
): Promise<void> {
  if (cable === undefined) {
    throw new Error("cpnr:drill.cable names no command that would move a cable: set it.");
  }
  const command = [...cable, physicalNetwork, state];
  const { code, said } = await runUninterrupted(command);
  if (code !== 0) {
    throw new Error(`${command.join(" ")} ended with exit code ${code}: ${said.trim()}`);
  }
}
