import type { Cloud } from "./cloud";

/** Sets a port's admin state: where it is down, the SR-IOV agent disables the VF's link. */
export async function setPortAdminState(cloud: Cloud, portId: string, up: boolean): Promise<void> {
  await cloud.change("network", "PUT", `/ports/${portId}`, { port: { admin_state_up: up } });
}

/** Takes a server's power away and gives it back, whether it runs, hangs or is shut off. */
export async function rebootServer(cloud: Cloud, serverId: string): Promise<void> {
  await cloud.change("compute", "POST", `/servers/${serverId}/action`, { reboot: { type: "HARD" } });
}
