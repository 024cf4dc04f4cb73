import { isIpv6 } from "../plan/address";
import { BOND_MODE, FAIL_OVER_MAC, type LinkMonitor, primaryReselect } from "../plan/bond";
import type { BondDay0 } from "./vnf";

/** A file that cloud-init's write_files puts into the guest. */
export interface GuestFile {
  readonly path: string;
  /** Octal mode. */
  readonly permissions: string;
  readonly content: string;
}

/** One way to write the bond into a guest. */
export interface RenderedBond {
  /** Files that are there before the bond is activated. */
  readonly files: readonly GuestFile[];
  /**
   * Shell lines that bring the bond up. They may use `$primary` and `$second`, the members' interface names,
   * and run only while the bond is not yet as it should be.
   */
  readonly activation: readonly string[];
}

/** Metric of the bond's default routes: below those NetworkManager gives other NICs (100 and up), so the bond's win. */
export const ROUTE_METRIC = 50;

/** Names of the members' connections, in the bond's order. */
export function memberNames(bond: BondDay0): readonly [string, string] {
  return [`${bond.name}-port1`, `${bond.name}-port2`];
}

/**
 * The kernel's bonding options in the order in which they may be set, without `primary`: that is an interface's
 * name, which only the guest knows (kernel bonding.rst; decisions 1 and 2 of docs/design.md).
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

/** The kernel takes delays only where MII is monitored already, and forbids ARP beside it. */
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

/** The bond's addresses and gateway of one family; no gateway where that family has no default route. */
export function family(bond: BondDay0, version: 4 | 6): { addresses: string[]; gateway?: string } {
  const belongs = (address: string) => isIpv6(address) === (version === 6);
  const gateway = bond.gateways.find(belongs);
  return { addresses: bond.addresses.filter(belongs), ...(gateway === undefined ? {} : { gateway }) };
}
