import { isIpv6 } from "../plan/address";
import { BOND_MODE, FAIL_OVER_MAC, type LinkMonitor, primaryReselect } from "../plan/bond";
import type { BondDay0 } from "./vnf";

/** A file that cloud-init's write_files creates in the guest. */
export interface GuestFile {
  readonly path: string;
  /** Octal mode. */
  readonly permissions: string;
  readonly content: string;
}

/** Configuration of the bond in the format of one renderer. */
export interface RenderedBond {
  /** Files that exist before the bond is activated. */
  readonly files: readonly GuestFile[];
  /**
   * Shell lines that bring the bond up. They can use `$primary` and `$second`, the interface names of the slaves. They run
   * only if the bond is not up yet.
   */
  readonly activation: readonly string[];
}

/**
 * Metric of the bond's default routes. NetworkManager uses 100 and more for other NICs, so the bond's routes are
 * preferred.
 */
export const ROUTE_METRIC = 50;

/** Returns the names of the slaves' connections, in the order of the slaves. */
export function connectionNames(bond: BondDay0): readonly [string, string] {
  return [`${bond.name}-port1`, `${bond.name}-port2`];
}

/**
 * Returns the bonding options of the kernel, in an order in which they can be set. The option `primary` is not
 * included: its value is an interface name, which only the guest knows (kernel bonding.rst; decisions 1 and 2 of
 * docs/design.md).
 */
export function bondOptions(bond: BondDay0): ReadonlyMap<string, string> {
  return new Map([
    ["mode", BOND_MODE],
    ["fail_over_mac", FAIL_OVER_MAC],
    ...linkMonitorOptions(bond.linkMonitor),
    ["primary_reselect", primaryReselect(bond.failback)],
    ["num_grat_arp", String(bond.gratuitousArps)],
  ]);
}

/** The kernel accepts delays only after miimon, and does not accept MII and ARP monitoring together. */
function linkMonitorOptions(monitor: LinkMonitor): [string, string][] {
  switch (monitor.type) {
    case "mii":
      return [
        ["miimon", String(monitor.miimon)],
        ["updelay", String(monitor.updelay)],
        ["downdelay", String(monitor.downdelay)],
      ];
    case "arp":
      return [
        ["arp_interval", String(monitor.interval)],
        ["arp_ip_target", monitor.targets.join(",")],
        ["arp_validate", monitor.validate],
      ];
  }
}

/**
 * Selects the bond's addresses and gateway of one address family. There is no gateway if the family has no default
 * route.
 */
export function selectFamily(bond: BondDay0, version: 4 | 6): { addresses: string[]; gateway?: string } {
  const isOfFamily = (address: string) => isIpv6(address) === (version === 6);
  const gateway = bond.gateways.find(isOfFamily);
  return { addresses: bond.addresses.filter(isOfFamily), ...(gateway === undefined ? {} : { gateway }) };
}
