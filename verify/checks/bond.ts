import { BOND_MODE, FAIL_OVER_MAC, primaryReselect } from "../../plan/bond";
import type { BondEvidence } from "../evidence";
import { finding, same, unobservable } from "../outcome";
import type { Check } from "./check";

const CONFIGURED = "to be as configured";
const NO_MAC = "Neutron did not tell the port's MAC";

/** What the kernel says of the bond (sysfs, kernel bonding.rst). */
export const bondChecks: readonly Check<BondEvidence>[] = [
  {
    name: "mode",
    about: "the bond's mode",
    expected: `to be ${BOND_MODE}`,
    find: ({ mode }) => same("the bond's mode", BOND_MODE, mode),
  },
  {
    name: "fail_over_mac",
    about: "fail_over_mac",
    expected: `to be ${FAIL_OVER_MAC}`,
    find: ({ failOverMac }) => same("fail_over_mac", FAIL_OVER_MAC, failOverMac),
  },
  {
    name: "link monitor",
    about: "the bond's link monitor",
    expected: CONFIGURED,
    find: ({ linkMonitor: seen }, { bond: { linkMonitor: monitor } }) =>
      monitor.type === "mii"
        ? [
            same("miimon", monitor.miimon, seen.miimon),
            same("updelay", monitor.updelay, seen.updelay),
            same("downdelay", monitor.downdelay, seen.downdelay),
          ]
        : [
            same("arp_interval", monitor.interval, seen.arpInterval),
            ...monitor.targets.map((target) =>
              finding(
                seen.arpTargets.includes(target),
                "arp_ip_target",
                `to name ${target}`,
                `names ${seen.arpTargets.join(", ") || "nothing"}`,
              ),
            ),
            same("arp_validate", monitor.validate, seen.arpValidate),
          ],
  },
  {
    name: "primary_reselect",
    about: "primary_reselect",
    expected: CONFIGURED,
    find: (seen, { bond }) => same("primary_reselect", primaryReselect(bond.failback), seen.primaryReselect),
  },
  {
    name: "num_grat_arp",
    about: "num_grat_arp",
    expected: CONFIGURED,
    find: (seen, { bond }) => same("num_grat_arp", bond.gratuitousArps, seen.gratuitousArps),
  },
  {
    name: "link",
    about: "the bond's link",
    expected: "to be up",
    find: ({ mii }) => same("the bond's link", "up", mii),
  },
  {
    name: "MTU",
    about: "the bond's MTU",
    expected: CONFIGURED,
    find: ({ mtu }, { bond }) =>
      bond.mtu === undefined
        ? finding(true, "the bond's MTU", "to be its members'", `is ${mtu}`)
        : same("the bond's MTU", bond.mtu, mtu),
  },
  {
    name: "slaves",
    about: "the bond's slaves",
    expected: "to be the two VFs, by the MACs that Neutron gave them",
    find: ({ slaves }, { members }) =>
      members.map(
        ({
          mac,
          nic: {
            network: { name: network },
          },
        }) => {
          if (mac === null) {
            return unobservable(`${network}'s VF`, "in the bond", NO_MAC);
          }
          const found = slaves.find((slave) => slave.mac === mac);
          const names = slaves.map((slave) => `${slave.name} (${slave.mac ?? "no MAC"})`).join(", ");
          return finding(
            found !== undefined,
            `${network}'s VF ${mac}`,
            "in the bond",
            found === undefined
              ? `its slaves are ${names || "none"}`
              : `is its slave ${found.name}, driver ${found.driver ?? "unknown"}`,
          );
        },
      ),
  },
  {
    name: "slaves' links",
    about: "the slaves' links",
    expected: "to be up",
    find: ({ slaves }, { members }) =>
      slaves.map(({ name, mac, mii, linkFailures }) => {
        const network = members.find((member) => member.mac === mac)?.nic.network.name;
        const whose = network === undefined ? "slave" : `${network}'s slave`;
        return finding(
          mii === "up",
          `${whose} ${name} (${mac})`,
          "to be up",
          `its link is ${mii ?? "unknown"}, after ${linkFailures ?? "an unknown number of"} failures`,
        );
      }),
  },
  {
    name: "primary",
    about: "primary",
    expected: CONFIGURED,
    find: ({ slaves }, { members: [first] }) => {
      const chosen = slaves.find((slave) => slave.primary);
      if (first.mac === null) {
        return unobservable("primary", `to be ${first.nic.network.name}'s VF`, NO_MAC);
      }
      return finding(
        chosen?.mac === first.mac,
        "primary",
        `to be ${first.nic.network.name}'s VF ${first.mac}`,
        chosen ? `is ${chosen.name} (${chosen.mac})` : "is not set",
      );
    },
  },
  {
    name: "active slave",
    about: "one slave",
    expected: "to be active",
    find: ({ active, slaves }) => {
      const name = slaves.find((slave) => slave.active)?.name;
      return finding(active, "one slave", "to be active", active ? `${name} is` : "none is");
    },
  },
  {
    name: "addresses",
    about: "the bond",
    expected: "to hold its addresses",
    find: (bond, { bond: { addresses } }) =>
      addresses.map((address) => {
        const held = bond.addresses.find((candidate) => candidate.address === address);
        const all = `holds ${bond.addresses.map((seen) => seen.address).join(", ") || "no address"}`;
        const fault = held && unusable(held);
        return finding(held !== undefined && !fault, bond.name, `to hold ${address}`, fault ?? all);
      }),
  },
];

/** Why an address that the bond holds can't be used. */
function unusable({ tentative, dadFailed }: BondEvidence["addresses"][number]): string | undefined {
  if (dadFailed) {
    return "IPv6 found another host that holds it (dadfailed)";
  }
  return tentative ? "IPv6 still looks for another host that holds it (tentative)" : undefined;
}
