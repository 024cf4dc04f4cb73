import type { BondOptions } from "../plan/bond";
import type { KeyPair } from "../plan/keys";
import type { Day0, User } from "../plan/plan";

/** A slave of the bond. Its MAC is the MAC of the SR-IOV port in Neutron. The VF keeps it during every failover. */
export interface BondMember {
  /** Six lower-case hexadecimal octets, separated by colons, as in Neutron and the kernel. */
  readonly mac: string;
}

/** Input of the bond's renderers. */
export interface BondDay0 extends BondOptions {
  /** The two slaves. The first one is the primary. */
  readonly members: readonly [BondMember, BondMember];
  /** Addresses with prefix length, IPv4 and IPv6. */
  readonly addresses: readonly string[];
  /** Gateways of the default routes, at most one for each address family. */
  readonly gateways: readonly string[];
}

/** A login user. */
export type UserDay0 = User & {
  /** The password's crypt(5) hash. @default none: the user has no password */
  readonly passwordHash?: string | undefined;
};

/** Input of the Day0 of a VNF. */
export interface VnfDay0 {
  readonly hostname: string;
  readonly renderer: Day0["renderer"];
  readonly users: readonly UserDay0[];
  /** OpenSSH public key that every user gets, in addition to their own keys. @default none */
  readonly loginKey?: string | undefined;
  /** SSH host key of the guest. Clients know it before the first connection. */
  readonly hostKey: KeyPair;
  readonly bond: BondDay0;
  /** Additional parts of the user data, after the program's own parts. */
  readonly extraParts: Day0["extraParts"];
}
