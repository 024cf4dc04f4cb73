import type { BondSettings, Settings } from "./schema";

/** The bond's mode: VFs can do no LACP (docs/design.md). */
export const BOND_MODE = "active-backup";

/** The bond's fail_over_mac: it never changes a VF's MAC, which a guest without trust may not (docs/design.md, 2). */
export const FAIL_OVER_MAC = "active";

/** The value of primary_reselect for a failback policy (kernel bonding.rst). */
export function primaryReselect(failback: BondSettings["failback"]): string {
  return failback === "reclaim" ? "always" : "failure";
}

/** Positions in `sriov` of the bond's members: the primary's, then the other's. */
export function memberOrder({ bond, sriov }: Pick<Settings, "bond" | "sriov">): readonly [number, number] {
  return bond.primary === sriov[1].name ? [1, 0] : [0, 1];
}
