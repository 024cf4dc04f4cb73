import type { Context } from "../check";

/** The command that shows the console log of a server. */
export function consoleOf(vnf: string): string {
  return `openstack console log show ${vnf}`;
}

/** The command that shows the ports of a VNF. */
export function portsOf({ vnf }: Context): string {
  return `openstack port list --server ${vnf} --long`;
}

/** The command that shows an option of the bond in the guest (kernel, bonding.rst). */
export function optionOf({ bond }: Context, option: string): string {
  return `cat /sys/class/net/${bond}/bonding/${option} in the guest`;
}

/** What to check next if a link is down, or is up without a cable. */
export function uplinkAdvice({ hasFailed }: Context): string {
  return hasFailed("uplink status")
    ? "propagate_uplink_status is off, so the VF's link does not follow the cable"
    : "the NIC's cable and its switch (ip link show <PF> on the server's host)";
}

/** Why a value of the cloud is not checked if the credentials are not those of an administrator. */
export const ADMINISTRATORS_ONLY = "the cloud shows it to administrators only";
