import type { KeyPair } from "../config/keys";
import type { BondSettings, Day0Settings } from "../config/schema";

/** A member of the bond: the MAC that Neutron gave the SR-IOV port, which the VF keeps through every failover. */
export interface BondMember {
  /** Six lower-case hexadecimal octets joined by colons, as Neutron and the kernel write them. */
  readonly mac: string;
}

/** What the bond's renderers know. */
export interface BondDay0 extends BondSettings {
  /** The first member is the primary. */
  readonly members: readonly [BondMember, BondMember];
  /** Addresses with prefix length, IPv4 and IPv6. */
  readonly addresses: readonly string[];
  /** Gateway of the default route. */
  readonly gateway: string;
}

/** All that a VNF's Day0 says. */
export interface VnfDay0 {
  readonly hostname: string;
  readonly renderer: Day0Settings["renderer"];
  readonly users: Day0Settings["users"];
  /** Public key with which the stack logs in; every user gets it. */
  readonly loginKey: string;
  /** The guest's SSH host key, so that no connection is trusted on first use. */
  readonly hostKey: KeyPair;
  readonly bond: BondDay0;
}
