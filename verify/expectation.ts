import { canonical, familyOf } from "../config/address";
import { BOND_MODE, FAIL_OVER_MAC, primaryReselect } from "../config/bond";
import type { BondSettings, LinkMonitorSettings } from "../config/schema";
import type { BondEvidence } from "./evidence";

/** What a VNF must turn out to be. */
export interface Expectation {
  /** The VNF's name, for sentences. */
  readonly vnf: string;
  readonly bond: BondSettings;
  /** The members' MACs, the primary's first, with the network each is in, for sentences. */
  readonly members: readonly [ExpectedMember, ExpectedMember];
  /** Addresses with prefix length. */
  readonly addresses: readonly string[];
  /** Gateways of the default routes, at most one of each family. */
  readonly gateways: readonly string[];
  /** Whether the gateways must answer a ping. */
  readonly pingGateways: boolean;
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
  const { bond, members } = expectation;
  const gateways = expectation.gateways.map(canonical);
  return {
    cloudInit: { ended: true },
    bond: {
      mode: BOND_MODE,
      failOverMac: FAIL_OVER_MAC,
      linkMonitor: expectedLinkMonitor(bond.linkMonitor),
      primaryReselect: primaryReselect(bond.failback),
      gratuitousArps: bond.gratuitousArps,
      mii: "up",
      active: true,
      slaves: members.map(({ mac }, index) => ({ mac, mii: "up", primary: index === 0 })),
      ...(bond.mtu === undefined ? {} : { mtu: bond.mtu }),
      addresses: expectation.addresses.map((address) => ({
        address: canonical(address),
        tentative: false,
        dadFailed: false,
      })),
    },
    preferredRoute: Object.fromEntries(
      gateways.map((gateway) => [familyOf(gateway), { device: bond.name, gateway }]),
    ),
    gateways: pingedGateways(expectation).map((address) => ({ address, reached: true })),
  };
}

/** The gateways that the probe pings, spelled as the kernel spells them. */
export function pingedGateways({ gateways, pingGateways }: Expectation): string[] {
  return pingGateways ? gateways.map(canonical) : [];
}

function expectedLinkMonitor(monitor: LinkMonitorSettings): Partial<BondEvidence["linkMonitor"]> {
  switch (monitor.type) {
    case "mii":
      return { miimon: monitor.miimon, updelay: monitor.updelay, downdelay: monitor.downdelay };
    case "arp":
      return {
        arpInterval: monitor.interval,
        arpTargets: monitor.targets,
        arpValidate: monitor.validate,
      };
  }
}
