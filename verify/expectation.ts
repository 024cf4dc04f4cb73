import { isIpv6 } from "../config/address";
import type { BondSettings } from "../config/schema";

/** What a VNF must turn out to be. */
export interface Expectation {
  /** The VNF's name, for sentences. */
  readonly vnf: string;
  readonly bond: BondSettings;
  /** The members' MACs, the primary's first, with the network each is in, for sentences. */
  readonly members: readonly [ExpectedMember, ExpectedMember];
  /** Addresses with prefix length. */
  readonly addresses: readonly string[];
  readonly gateway: string;
}

export interface ExpectedMember {
  readonly mac: string;
  readonly network: string;
}

/** The value of primary_reselect for a failback policy (kernel bonding.rst). */
export function primaryReselect(failback: BondSettings["failback"]): string {
  return failback === "reclaim" ? "always" : "failure";
}

/**
 * The part of the evidence that can be said beforehand, in evidence's own shape. The probe waits until the evidence
 * holds all of it: objects field by field, lists element by element in any order.
 */
export function expectedEvidence(expectation: Expectation): unknown {
  const { bond, members, addresses, gateway } = expectation;
  return {
    cloudInit: { ended: true },
    bond: {
      mode: "active-backup",
      failOverMac: "active",
      miimon: bond.miimon,
      primaryReselect: primaryReselect(bond.failback),
      gratuitousArps: bond.gratuitousArps,
      mii: "up",
      active: true,
      slaves: members.map(({ mac }, index) => ({ mac, mii: "up", primary: index === 0 })),
      addresses: [...addresses],
    },
    preferredRoute: { [isIpv6(gateway) ? "6" : "4"]: { device: bond.name, gateway } },
    gateways: [{ address: gateway, reached: true }],
  };
}
