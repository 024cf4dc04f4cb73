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
   * Shell lines that write the interface names of the slaves, `$primary` and `$second`, into the configuration. They run before
   * the activation, and at each boot before the network starts. None if the configuration has no names.
   */
  readonly naming: readonly string[];
  /** What reads the configuration in the guest. */
  readonly consumer: {
    /** Shell lines that succeed if the guest has it. They change nothing. */
    readonly check: readonly string[];
    /** What to say if the guest lacks it: one sentence that names the setting to change. */
    readonly lacking: string;
  };
  /**
   * Shell lines that bring the bond up. They can use `$primary` and `$second`. They run only if the bond is not up yet.
   */
  readonly activation: readonly string[];
}

/**
 * Metric of the bond's routes. NetworkManager uses 100 and more for other NICs, so the bond's default routes are
 * preferred.
 */
export const ROUTE_METRIC = 50;

/**
 * The two halves of each address family. ifupdown, networkd and network-scripts give the default routes of other NICs the
 * metric 0, and no metric is lower. The bond's routes to the halves are more specific, so the kernel prefers them.
 */
const HALVES = { 4: ["0.0.0.0/1", "128.0.0.0/1"], 6: ["::/1", "8000::/1"] } as const;

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

/** The addresses and routes of a bond in one address family. */
export interface Family {
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** @default no default route */
  readonly gateway?: string;
  /** Destinations of the routes over the gateway besides the default route. */
  readonly halves: readonly string[];
}

/** Selects the bond's addresses and routes of one address family. */
export function selectFamily(bond: BondDay0, version: 4 | 6): Family {
  const isOfFamily = (address: string) => isIpv6(address) === (version === 6);
  const gateway = bond.gateways.find(isOfFamily);
  const addresses = bond.addresses.filter(isOfFamily);
  return gateway === undefined ? { addresses, halves: [] } : { addresses, gateway, halves: HALVES[version] };
}
