import { z } from "zod";
import { canonical } from "../../plan/address";

/** A name that Nova, Neutron and Glance take: printable, without space at either end. */
export const name = z
  .string()
  .regex(/^(?!\s)\P{C}{1,255}(?<!\s)$/u, "must be 1 to 255 printable characters without space at either end");

/**
 * A Linux network interface's name: at most 15 characters (kernel, dev_valid_name), and no dot first, which would hide its
 * files from NetworkManager.
 */
export const interfaceName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/,
    "must be an interface's name: 1 to 15 letters, digits, dots, hyphens and underscores, the first a letter or digit",
  );

/** One DNS label (RFC 1123): what a guest takes as its host name. */
export const hostname = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    "must be one DNS label: letters, digits and inner hyphens, at most 63",
  );

/** A login name as useradd takes it. */
export const userName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,31}$/, "must be a login name: at most 32 letters, digits, _ and -");

/** An address, spelled as Neutron and the kernel spell it. */
export const ip = z
  .union([z.ipv4(), z.ipv6()], { error: "must be an IPv4 or IPv6 address" })
  .overwrite(canonical);

export const ipv4 = z.ipv4("must be an IPv4 address");

/** An address with its prefix length, spelled as the kernel spells it. */
export const interfaceAddress = z
  .union([z.cidrv4(), z.cidrv6()], {
    error: "must be an address with a prefix length, such as 172.16.1.10/24",
  })
  .overwrite(canonical);

/** A subnet's CIDR, spelled as Neutron spells it. */
export const cidr = z
  .union([z.cidrv4(), z.cidrv6()], { error: "must be a CIDR, such as 172.16.1.0/24" })
  .overwrite(canonical);

/** One line of text, as an OpenSSH public key is. */
export const line = z.string().regex(/^\S[^\n\r]*$/, "must be one line");

/** MTU in bytes. 68 is IPv4's least (RFC 791), 65535 the most of a Linux device. */
export const mtu = z.int().min(68).max(65_535);
