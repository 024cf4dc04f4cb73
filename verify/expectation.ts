import { familyOf } from "../config/address";
import { BOND_MODE, FAIL_OVER_MAC, primaryReselect } from "../config/bond";
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

/**
 * The part of the evidence that can be said beforehand, in evidence's own shape. The probe waits until the evidence
 * holds all of it: objects field by field, lists element by element in any order.
 */
export function expectedEvidence(expectation: Expectation): unknown {
  const { bond, members, addresses, gateway } = expectation;
  return {
    cloudInit: { ended: true },
    bond: {
      mode: BOND_MODE,
      failOverMac: FAIL_OVER_MAC,
      miimon: bond.miimon,
      primaryReselect: primaryReselect(bond.failback),
      gratuitousArps: bond.gratuitousArps,
      mii: "up",
      active: true,
      slaves: members.map(({ mac }, index) => ({ mac, mii: "up", primary: index === 0 })),
      addresses: [...addresses],
    },
    preferredRoute: { [familyOf(gateway)]: { device: bond.name, gateway } },
    gateways: [{ address: gateway, reached: true }],
  };
}
