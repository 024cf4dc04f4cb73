import type { Context } from "../check";

/** Shows what a server's console printed. */
export function consoleOf(vnf: string): string {
  return `openstack console log show ${vnf}`;
}

/** Shows a VNF's ports. */
export function portsOf({ vnf }: Context): string {
  return `openstack port list --server ${vnf} --long`;
}

/** Shows an option of the guest's bond (kernel, bonding.rst). */
export function optionOf({ bond }: Context, option: string): string {
  return `cat /sys/class/net/${bond}/bonding/${option} in the guest`;
}

/** Why a link can be down, or be up without a cable. */
export function uplink({ failed }: Context): string {
  return failed("uplink status")
    ? "propagate_uplink_status is off, so the VF's link does not follow the cable"
    : "the NIC's cable and its switch (ip link show <PF> on the server's host)";
}
