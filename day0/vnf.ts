import type { BondOptions } from "../plan/bond";
import type { KeyPair } from "../plan/keys";
import type { Day0, User } from "../plan/plan";

/** A member of the bond: the MAC that Neutron gave the SR-IOV port, which the VF keeps through every failover. */
export interface BondMember {
  /** Six lower-case hexadecimal octets joined by colons, as Neutron and the kernel write them. */
  readonly mac: string;
}

/** What the bond's renderers know. */
export interface BondDay0 extends BondOptions {
  /** The first member is the primary. */
  readonly members: readonly [BondMember, BondMember];
  /** Addresses with prefix length, IPv4 and IPv6. */
  readonly addresses: readonly string[];
  /** Gateways of the default routes, at most one of each family. */
  readonly gateways: readonly string[];
}

/** A login user. */
export type UserDay0 = User & {
  /** The password's hash, as crypt(5) writes it. @default none: the user has no password */
  readonly passwordHash?: string | undefined;
};

/** All that a VNF's Day0 says. */
export interface VnfDay0 {
  readonly hostname: string;
  readonly renderer: Day0["renderer"];
  readonly users: readonly UserDay0[];
  /** OpenSSH public key that every user gets besides their own. @default none */
  readonly loginKey?: string | undefined;
  /** The guest's SSH host key, so that no connection is trusted on first use. */
  readonly hostKey: KeyPair;
  readonly bond: BondDay0;
  /** Parts of user data after the program's own. */
  readonly extraParts: Day0["extraParts"];
}
