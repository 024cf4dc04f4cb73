import ipaddr from "ipaddr.js";

/** Whether `address` (with or without a prefix length) lies in `cidr`. Addresses of another family never do. */
export function inSubnet(address: string, cidr: string): boolean {
  const candidate = ipaddr.parse(hostOf(address));
  const [network, prefix] = ipaddr.parseCIDR(cidr);
  return candidate.kind() === network.kind() && candidate.match(network, prefix);
}

/** The address of `address/prefix`, without its prefix length. */
export function hostOf(address: string): string {
  return address.split("/")[0] as string;
}

/** The family of `address`, as `ip -4` and `ip -6` name it. */
export function familyOf(address: string): "4" | "6" {
  return isIpv6(address) ? "6" : "4";
}

/** Whether `address` is an IPv6 address, with or without a prefix length. */
export function isIpv6(address: string): boolean {
  return ipaddr.parse(hostOf(address)).kind() === "ipv6";
}
