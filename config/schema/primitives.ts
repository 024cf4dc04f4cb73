import { z } from "zod";
import { canonical } from "../../plan/address";

/** A name that Nova, Neutron and Glance accept: printable, without a space at the start or the end. */
export const name = z
  .string()
  .regex(
    /^(?!\s)\P{C}{1,255}(?<!\s)$/u,
    "must be 1 to 255 printable characters, without a space at the start or the end",
  );

/** An availability zone or a host. Nova takes both in one field, `zone:host`, and splits it at the colon. */
export const zoneOrHost = name.regex(
  /^[^:]*$/,
  "must not contain a colon: availabilityZone and host are two fields",
);

/**
 * A name of a Linux network interface: at most 15 characters (kernel, dev_valid_name). It does not start with a dot:
 * NetworkManager ignores hidden files.
 */
export const interfaceName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/,
    "must be an interface name: 1 to 15 letters, digits, dots, hyphens and underscores, starting with a letter or digit",
  );

/** One DNS label (RFC 1123), which a guest accepts as its host name. */
export const hostname = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    "must be one DNS label: 1 to 63 letters, digits and hyphens, without a hyphen at the start or the end",
  );

/** A login name that useradd accepts. */
export const userName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_-]{0,31}$/,
    "must be a login name: 1 to 32 letters, digits, _ and -, starting with a letter or _",
  );

/** A login name on an SSH server that is not made by Day0. Bastions have names such as first.last and a@corp. */
export const loginName = z
  .string()
  .regex(
    /^[^\s\p{C}:/-][^\s\p{C}:/]{0,254}$/u,
    "must be a login name: without spaces, : and /, and without - at the start",
  );

/** An address, in the spelling of Neutron and the kernel. */
export const ip = z
  .union([z.ipv4(), z.ipv6()], { error: "must be an IPv4 or IPv6 address" })
  .overwrite(canonical);

export const ipv4 = z.ipv4("must be an IPv4 address");

/** An address with its prefix length, in the spelling of the kernel. */
export const interfaceAddress = z
  .union([z.cidrv4(), z.cidrv6()], {
    error: "must be an address with a prefix length, such as 172.16.1.10/24",
  })
  .overwrite(canonical);

/** A subnet's CIDR, in the spelling of Neutron. */
export const cidr = z
  .union([z.cidrv4(), z.cidrv6()], { error: "must be a CIDR, such as 172.16.1.0/24" })
  .overwrite(canonical);

/** One line of text, such as an OpenSSH public key. */
export const line = z.string().regex(/^\S[^\n\r]*$/, "must be one line");

/** MTU in bytes. 68 is the minimum of IPv4 (RFC 791). 65535 is the maximum of a Linux device. */
export const mtu = z.int().min(68).max(65_535);
