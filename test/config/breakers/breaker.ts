import { hostIn } from "../arbitrary";
import type { Raw } from "../full";

/** A change of a valid configuration that breaks one rule. */
export interface Breaker {
  readonly rule: string;
  /** Other rules that this change always breaks too. @default none */
  readonly also?: readonly string[];
  /** Parts that the breaker changes or needs. Two breakers with a common part are not combined. */
  readonly touches: readonly string[];
  /** Whether the breaker can change this configuration. @default it can change every configuration */
  readonly fits?: (raw: Raw) => boolean;
  readonly break: (raw: Raw) => void;
}

export function isIpv6(address: string): boolean {
  return address.includes(":");
}

/** Whether the network (of two networks, the first) has a subnet of the address family. */
export function hasSubnet(raw: Raw, network: "management" | "sriov", family: "4" | "6"): boolean {
  return [raw[network]].flat()[0].subnets.some(({ cidr }: Raw) => isIpv6(cidr) === (family === "6"));
}

/** Returns an address that is in no subnet of the configurations. It has the address family of `like`. */
export function addressOutside(like: string, host: number): string {
  return hostIn(isIpv6(like) ? "2001:db8:ffff::/64" : "203.0.113.0/24", host);
}

/** Returns the first subnet of the management network. */
export function managementSubnet({ management }: Raw): Raw {
  return management.subnets[0];
}

/** Adds an allocation pool to the first subnet of the management network. */
export function addPool(raw: Raw, start: string, end: string): void {
  const subnet = managementSubnet(raw);
  subnet.allocationPools = [...(subnet.allocationPools ?? []), { start, end }];
}
