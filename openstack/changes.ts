import type { Cloud } from "./cloud";

/** Sets the admin state of a port. If it is down, the SR-IOV agent disables the link of the VF. */
export async function setPortAdminState(cloud: Cloud, portId: string, isUp: boolean): Promise<void> {
  await cloud.change("network", "PUT", `/ports/${portId}`, { port: { admin_state_up: isUp } });
}

/** Reboots a server hard: power off and on. It also works for a server that hangs or is shut off. */
export async function rebootServer(cloud: Cloud, serverId: string): Promise<void> {
  await cloud.change("compute", "POST", `/servers/${serverId}/action`, { reboot: { type: "HARD" } });
}
