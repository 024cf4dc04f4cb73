import { canonical, familyOf } from "../config/address";
import { BOND_MODE, FAIL_OVER_MAC, primaryReselect } from "../config/bond";
import type { BondEvidence, Evidence } from "./evidence";
import { type Expectation, pingedGateways } from "./expectation";

/** One thing that is not as it must be. */
export interface Fault {
  /** Short name of the check, such as `mode`. */
  readonly check: string;
  /** One sentence: the VNF, what was expected, what was seen. */
  readonly sentence: string;
}

type Check = (evidence: Evidence, expectation: Expectation) => string | undefined | (string | undefined)[];

const cloudInit: Check = ({ cloudInit: { ended, stage } }) =>
  ended
    ? undefined
    : `cloud-init was expected to have ended, but is still in its stage ${stage ?? "before the first"}`;

const present: Check = ({ bond }, { bond: { name } }) =>
  bond === null ? `a bond named ${name} was expected, but the guest has none` : undefined;

const mode: Check = ({ bond }) => differs("the bond's mode", BOND_MODE, bond?.mode, bond);

const failOverMac: Check = ({ bond }) => differs("fail_over_mac", FAIL_OVER_MAC, bond?.failOverMac, bond);

const linkMonitor: Check = ({ bond }, { bond: { linkMonitor: monitor } }) => {
  const seen = bond?.linkMonitor;
  return monitor.type === "mii"
    ? [
        differs("miimon", monitor.miimon, seen?.miimon, bond),
        differs("updelay", monitor.updelay, seen?.updelay, bond),
        differs("downdelay", monitor.downdelay, seen?.downdelay, bond),
      ]
    : [
        differs("arp_interval", monitor.interval, seen?.arpInterval, bond),
        ...monitor.targets.map((target) =>
          seen === undefined || seen.arpTargets.includes(target)
            ? undefined
            : `arp_ip_target was expected to name ${target}, but names ${seen.arpTargets.join(", ") || "nothing"}`,
        ),
        differs("arp_validate", monitor.validate, seen?.arpValidate, bond),
      ];
};

const reselect: Check = ({ bond }, expected) =>
  differs("primary_reselect", primaryReselect(expected.bond.failback), bond?.primaryReselect, bond);

const gratuitousArps: Check = ({ bond }, expected) =>
  differs("num_grat_arp", expected.bond.gratuitousArps, bond?.gratuitousArps, bond);

const carrier: Check = ({ bond }) => differs("the bond's link", "up", bond?.mii, bond);

const mtu: Check = ({ bond }, expected) =>
  expected.bond.mtu === undefined ? undefined : differs("the bond's MTU", expected.bond.mtu, bond?.mtu, bond);

const slaves: Check = ({ bond }, { members }) =>
  bond === null
    ? undefined
    : members.map(({ mac, network }) => {
        const found = bond.slaves.find((slave) => slave.mac === mac);
        if (!found) {
          const seen = bond.slaves.map((slave) => `${slave.name} (${slave.mac ?? "no MAC"})`).join(", ");
          return `${network}'s VF ${mac} was expected in the bond, but its slaves are ${seen || "none"}`;
        }
        return found.mii === "up"
          ? undefined
          : `${network}'s slave ${found.name} (${mac}) was expected to be up, but its link is ${found.mii ?? "unknown"}`;
      });

const primary: Check = ({ bond }, { members }) => {
  const chosen = bond?.slaves.find((slave) => slave.primary);
  return bond === null || chosen?.mac === members[0].mac
    ? undefined
    : `primary was expected to be ${members[0].network}'s VF ${members[0].mac}, but is ${chosen ? `${chosen.name} (${chosen.mac})` : "not set"}`;
};

const active: Check = ({ bond }) =>
  bond === null || bond.active ? undefined : "one slave was expected to be active, but none is";

const addresses: Check = ({ bond }, expected) =>
  bond === null
    ? undefined
    : expected.addresses.map(canonical).map((address) => {
        const held = bond.addresses.find((candidate) => candidate.address === address);
        const fault = held
          ? unusable(held)
          : `holds ${bond.addresses.map((seen) => seen.address).join(", ") || "no address"}`;
        return fault && `${expected.bond.name} was expected to hold ${address}, but ${fault}`;
      });

const defaultRoutes: Check = ({ preferredRoute }, { bond, gateways }) =>
  gateways.map(canonical).map((gateway) => {
    const route = preferredRoute[familyOf(gateway)];
    return route?.device === bond.name && route.gateway === gateway
      ? undefined
      : `the default route was expected via ${gateway} on ${bond.name}, but is ${route ? `via ${route.gateway ?? "no gateway"} on ${route.device ?? "no interface"}` : "not there"}`;
  });

const gateways: Check = (evidence, expected) =>
  pingedGateways(expected).map((gateway) =>
    evidence.gateways.some(({ address, reached }) => address === gateway && reached)
      ? undefined
      : `the gateway ${gateway} was expected to answer a ping over ${expected.bond.name}, but does not`,
  );

const checks: Readonly<Record<string, Check>> = {
  "cloud-init": cloudInit,
  bond: present,
  mode,
  fail_over_mac: failOverMac,
  "link monitor": linkMonitor,
  primary_reselect: reselect,
  num_grat_arp: gratuitousArps,
  link: carrier,
  mtu,
  slaves,
  primary,
  active,
  addresses,
  "default route": defaultRoutes,
  gateway: gateways,
};

/** Every fault that `evidence` shows against `expectation`, in the order of the checks; none if the VNF is proven. */
export function judge(evidence: Evidence, expectation: Expectation): Fault[] {
  return Object.entries(checks).flatMap(([check, ask]) =>
    [ask(evidence, expectation)]
      .flat()
      .filter((text) => text !== undefined)
      .map((text) => ({ check, sentence: `VNF "${expectation.vnf}": ${text}.` })),
  );
}

function differs(
  what: string,
  expected: string | number,
  seen: string | number | null | undefined,
  bond: Evidence["bond"],
): string | undefined {
  return bond === null || seen === expected
    ? undefined
    : `${what} was expected to be ${expected}, but is ${seen ?? "not set"}`;
}

/** Why an address that the bond holds can't be used. */
function unusable({ tentative, dadFailed }: BondEvidence["addresses"][number]): string | undefined {
  if (dadFailed) {
    return "IPv6 found another host that holds it (dadfailed)";
  }
  return tentative ? "IPv6 still looks for another host that holds it (tentative)" : undefined;
}
