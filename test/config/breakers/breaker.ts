import { hostIn } from "../arbitrary";
import type { Raw } from "../full";

/** A change to a valid configuration that breaks one rule. */
export interface Breaker {
  readonly rule: string;
  /** Rules that can't but break with it. */
  readonly also?: readonly string[];
  /** What it changes or relies on; two breakers that share any of it are not combined. */
  readonly touches: readonly string[];
  /** Whether it can break this configuration; without it, it can break any. */
  readonly fits?: (raw: Raw) => boolean;
  readonly break: (raw: Raw) => void;
}

export function isIpv6(address: string): boolean {
  return address.includes(":");
}

/** Whether the network, or the first of the pair, has a subnet of the family. */
export function has(raw: Raw, network: "management" | "sriov", family: "4" | "6"): boolean {
  return [raw[network]].flat()[0].subnets.some(({ cidr }: Raw) => isIpv6(cidr) === (family === "6"));
}

/** An address that lies in no subnet of the configurations, of the family of `like`. */
export function elsewhere(like: string, host: number): string {
  return hostIn(isIpv6(like) ? "2001:db8:ffff::/64" : "203.0.113.0/24", host);
}

/** The management network's first subnet. */
export function managed({ management }: Raw): Raw {
  return management.subnets[0];
}

/** Adds a pool to the management network's first subnet. */
export function addPool(raw: Raw, start: string, end: string): void {
  const subnet = managed(raw);
  subnet.allocationPools = [...(subnet.allocationPools ?? []), { start, end }];
}
