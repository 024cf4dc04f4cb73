import type { MemberNic } from "./nic";

/** Mode of every bond: LACP does not work over VFs (docs/design.md). */
export const BOND_MODE = "active-backup";

/**
 * fail_over_mac of every bond. The bond then never changes a VF's MAC address, which only a trusted guest may do
 * (docs/design.md, 2).
 */
export const FAIL_OVER_MAC = "active";

/** How the bond detects a failed link. Times are in ms (kernel, bonding.rst). */
export type LinkMonitor =
  | {
      readonly type: "mii";
      readonly miimon: number;
      readonly updelay: number;
      readonly downdelay: number;
    }
  | {
      readonly type: "arp";
      /** arp_interval */
      readonly interval: number;
      /** arp_ip_target */
      readonly targets: readonly string[];
      /** arp_validate */
      readonly validate: "none" | "active" | "backup" | "all";
    };

/** The options of a bond that the user may choose. */
export interface BondOptions {
  /** Interface name in the guest. */
  readonly name: string;
  readonly linkMonitor: LinkMonitor;
  /** `reclaim`: the primary becomes the active slave again when its link is up again. `stay`: it does not. */
  readonly failback: "stay" | "reclaim";
  /** num_grat_arp */
  readonly gratuitousArps: number;
  /** MTU in bytes. @default MTU of the members */
  readonly mtu?: number | undefined;
}

/** The bond of a VNF. */
export interface Bond extends BondOptions {
  /** The bond's two NICs, the primary first. */
  readonly members: readonly [MemberNic, MemberNic];
  /** Addresses with prefix length. */
  readonly addresses: readonly string[];
  /** Gateways of the default routes, at most one of each family. */
  readonly gateways: readonly string[];
}

/** Value of primary_reselect for a failback policy (kernel, bonding.rst). */
export function primaryReselect(failback: BondOptions["failback"]): "always" | "failure" {
  return failback === "reclaim" ? "always" : "failure";
}

/** Interval in ms of the link monitor. */
export function monitorInterval(monitor: LinkMonitor): number {
  return monitor.type === "mii" ? monitor.miimon : monitor.interval;
}
