import ipaddr from "ipaddr.js";

/** Neighbouring addresses of one family, as numbers. */
export interface AddressRange {
  readonly family: "4" | "6";
  readonly first: bigint;
  readonly last: bigint;
}

/** Whether `address` (with or without a prefix length) lies in `cidr`. Addresses of another family never do. */
export function inSubnet(address: string, cidr: string): boolean {
  return overlap(rangeOf(hostOf(address)), rangeOf(cidr));
}

/** The range from `start` to `end`; empty if `end` is before `start`. */
export function rangeBetween(start: string, end: string): AddressRange {
  return { family: familyOf(start), first: rangeOf(start).first, last: rangeOf(end).last };
}

/** Cache of {@link rangeOf}: the rules of the configuration use the same few subnets and addresses many times. */
const ranges = new Map<string, AddressRange>();

/** The range of a CIDR, or of a single address. */
export function rangeOf(cidr: string): AddressRange {
  const known = ranges.get(cidr);
  if (known) {
    return known;
  }
  const size = 1n << BigInt((isIpv6(cidr) ? 128 : 32) - prefixLengthOf(cidr));
  const first = (numberOf(cidr) / size) * size;
  const range = { family: familyOf(cidr), first, last: first + size - 1n };
  ranges.set(cidr, range);
  return range;
}

/** Whether two ranges have an address in common. */
export function overlap(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

/** Whether two ranges hold the same addresses. */
export function sameRange(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.first === other.first && one.last === other.last;
}

/** Why a host in `cidr` can't have this address, such as `the broadcast address`; undefined if it can. */
export function reservedAs(address: string, cidr: string): string | undefined {
  const { family, first, last } = rangeOf(cidr);
  const number = rangeOf(hostOf(address)).first;
  // A host can have either address of a point-to-point link (RFC 3021, RFC 6164).
  if (last - first <= 1n || !inSubnet(address, cidr)) {
    return undefined;
  }
  if (number === first) {
    return family === "4"
      ? "the network's own address"
      : "the subnet-router anycast address (RFC 4291, 2.6.1)";
  }
  return family === "4" && number === last ? "the broadcast address" : undefined;
}

/** Whether `address` is IPv6 and valid on its link only (fe80::/10). */
export function isLinkLocalIpv6(address: string): boolean {
  return isIpv6(address) && inSubnet(address, "fe80::/10");
}

/** The address of `address/prefix`, without its prefix length. */
export function hostOf(address: string): string {
  const slash = address.indexOf("/");
  return slash < 0 ? address : address.slice(0, slash);
}

/** The prefix length of `address/prefix`; an address without one has 32 or 128. */
export function prefixLengthOf(address: string): number {
  const slash = address.indexOf("/");
  return slash < 0 ? (isIpv6(address) ? 128 : 32) : Number(address.slice(slash + 1));
}

/** The subnet in which the interface address `cidr` lies: its CIDR with the host's bits cleared. */
export function networkOf(cidr: string): string {
  const family = isIpv6(cidr) ? ipaddr.IPv6 : ipaddr.IPv4;
  return `${family.networkAddressFromCIDR(cidr).toString()}/${prefixLengthOf(cidr)}`;
}

/** The family of `address`, as `ip -4` and `ip -6` name it. */
export function familyOf(address: string): "4" | "6" {
  return isIpv6(address) ? "6" : "4";
}

/** Whether `address` is an IPv6 address, with or without a prefix length. */
export function isIpv6(address: string): boolean {
  return address.includes(":");
}

/**
 * The canonical text of an address, with or without a prefix length, as Neutron and the kernel show it: RFC 5952 for IPv6.
 * An IPv4 address without leading zeros is already canonical.
 */
export function canonical(address: string): string {
  const host = hostOf(address);
  return isIpv6(host) ? `${ipaddr.parse(host).toString()}${address.slice(host.length)}` : address;
}

function numberOf(address: string): bigint {
  return ipaddr
    .parse(hostOf(address))
    .toByteArray()
    .reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}
