import type { BondSettings } from "./schema";

/** The bond's mode: VFs can do no LACP (docs/design.md). */
export const BOND_MODE = "active-backup";

/** The bond's fail_over_mac: it never changes a VF's MAC, which a guest without trust may not (docs/design.md, 2). */
export const FAIL_OVER_MAC = "active";

/** The value of primary_reselect for a failback policy (kernel bonding.rst). */
export function primaryReselect(failback: BondSettings["failback"]): string {
  return failback === "reclaim" ? "always" : "failure";
}
