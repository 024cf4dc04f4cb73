import { BOND_MODE, FAIL_OVER_MAC, primaryReselect } from "../../plan/bond";
import type { MemberNic } from "../../plan/nic";
import { listed } from "../../report/visible";
import { type Check, type Context, notChecked, passIf, passIfEqual } from "../check";
import type { BondEvidence } from "../evidence";
import { optionOf, uplinkAdvice } from "./commands";

const NODE_NOT_SHOWN = "the guest does not show the NUMA nodes of two VFs";
const NO_MAC = "the port's MAC address in Neutron is unknown";

/** Checks of the bond in the kernel (sysfs; kernel, bonding.rst). */
export const bondChecks: readonly Check<BondEvidence>[] = [
  {
    name: "mode",
    subject: "mode of the bond",
    expected: BOND_MODE,
    find: ({ mode, name }) => passIfEqual(`mode of ${name}`, BOND_MODE, mode),
    ...adviceForOption("mode"),
  },
  {
    name: "fail_over_mac",
    subject: "fail_over_mac of the bond",
    expected: FAIL_OVER_MAC,
    find: ({ failOverMac, name }) => passIfEqual(`fail_over_mac of ${name}`, FAIL_OVER_MAC, failOverMac),
    ...adviceForOption("fail_over_mac"),
  },
  {
    name: "link monitor",
    subject: "link monitor of the bond",
    expected: "as configured",
    find: ({ linkMonitor: actual, name }, { bond: { linkMonitor: monitor } }) =>
      monitor.type === "mii"
        ? [
            passIfEqual(`miimon of ${name}`, monitor.miimon, actual.miimon),
            passIfEqual(`updelay of ${name}`, monitor.updelay, actual.updelay),
            passIfEqual(`downdelay of ${name}`, monitor.downdelay, actual.downdelay),
          ]
        : [
            passIfEqual(`arp_interval of ${name}`, monitor.interval, actual.arpInterval),
            ...monitor.targets.map((target) =>
              passIf(actual.arpTargets.includes(target), listed(actual.arpTargets) || "none", {
                subject: `arp_ip_target of ${name}`,
                expected: `${target} among them`,
              }),
            ),
            passIfEqual(`arp_validate of ${name}`, monitor.validate, actual.arpValidate),
          ],
    ...adviceForOption("{miimon,updelay,downdelay,arp_interval,arp_ip_target,arp_validate}"),
  },
  {
    name: "primary_reselect",
    subject: "primary_reselect of the bond",
    expected: "as configured",
    find: (bond, { bond: { failback } }) =>
      passIfEqual(`primary_reselect of ${bond.name}`, primaryReselect(failback), bond.primaryReselect),
    ...adviceForOption("primary_reselect"),
  },
  {
    name: "VF NUMA nodes in the guest",
    subject: "NUMA nodes of the slaves",
    expected: "different",
    find: ({ slaves }) => {
      const nodes = slaves.map(({ numaNode }) => numaNode).filter((node) => node !== null && node >= 0);
      return nodes.length < 2 || nodes.length < slaves.length
        ? notChecked(NODE_NOT_SHOWN)
        : passIf(
            new Set(nodes).size === nodes.length,
            listed(slaves.map(({ name, numaNode }) => `${name} on ${numaNode}`)),
          );
    },
    readWith: () => "cat /sys/class/net/<slave>/device/numa_node in the guest",
    next: () =>
      "openstack port show -c binding_profile of both ports, and cat /sys/class/net/<PF>/device/numa_node on the host",
    isMadeAtBoot: false,
  },
  {
    name: "num_grat_arp",
    subject: "num_grat_arp of the bond",
    expected: "as configured",
    find: (bond, { bond: { gratuitousArps } }) =>
      passIfEqual(`num_grat_arp of ${bond.name}`, gratuitousArps, bond.gratuitousArps),
    ...adviceForOption("num_grat_arp"),
  },
  {
    name: "link",
    subject: "link of the bond",
    expected: "up",
    find: ({ mii, name }) => passIfEqual(`link of ${name}`, "up", mii),
    readWith: (context) => optionOf(context, "mii_status"),
    next: uplinkAdvice,
    isMadeAtBoot: false,
  },
  {
    name: "MTU",
    subject: "MTU of the bond",
    expected: "as configured",
    find: ({ mtu, name }, { bond }) => {
      const subject = `MTU of ${name}`;
      if (mtu === null) {
        return notChecked("the guest does not show it", { subject });
      }
      return bond.mtu === undefined
        ? { verdict: "info", actual: String(mtu), subject, expected: "its members'" }
        : passIfEqual(subject, bond.mtu, mtu);
    },
    readWith: ({ bond }) => `ip link show ${bond} in the guest`,
    next: () => "the MTU of both SR-IOV networks (openstack network show -c mtu)",
    isMadeAtBoot: true,
  },
  {
    name: "slaves",
    subject: "slaves of the bond",
    expected: "the two VFs, by the MAC addresses that Neutron gave them",
    find: ({ slaves, name }, { members }) =>
      members.map(({ mac, nic }) => {
        if (mac === null) {
          return notChecked(NO_MAC, { subject: `VF of ${nic.network.name}`, expected: `a slave of ${name}` });
        }
        const slave = slaves.find((one) => one.mac === mac);
        const all = listed(slaves.map((one) => `${one.name} (${one.mac ?? "no MAC address"})`));
        return passIf(
          slave !== undefined,
          slave === undefined
            ? `the slaves are ${all || "none"}`
            : `${slave.name}, driver ${slave.driver ?? "unknown"}`,
          { subject: vfOf(nic, mac), expected: `a slave of ${name}` },
        );
      }),
    readWith: (context) => optionOf(context, "slaves"),
    next: () => "lspci | grep -i virtual, and dmesg | grep -i -e sr-iov -e bond in the guest",
    isMadeAtBoot: true,
  },
  {
    name: "slave links",
    subject: "links of the slaves",
    expected: "up",
    find: ({ slaves }, { members }) =>
      slaves.length === 0
        ? passIf(false, "the bond has no slaves")
        : slaves.map(({ name, mac, mii, linkFailures }) => {
            const member = members.find((one) => one.mac !== null && one.mac === mac);
            return passIf(
              mii === "up",
              `${mii ?? "unknown"} (${linkFailures ?? "unknown number of"} link failures since the boot)`,
              { subject: `link of slave ${name} (${member?.nic.network.name ?? "another network"}, ${mac})` },
            );
          }),
    readWith: () => "cat /sys/class/net/<slave>/bonding_slave/mii_status in the guest",
    next: uplinkAdvice,
    isMadeAtBoot: false,
  },
  {
    name: "primary",
    subject: "primary of the bond",
    expected: "as configured",
    find: ({ slaves, name }, { members: [first] }) => {
      const subject = `primary of ${name}`;
      if (first.mac === null) {
        return notChecked(NO_MAC, { subject, expected: `VF of ${first.nic.network.name}` });
      }
      const primary = slaves.find((slave) => slave.primary);
      return passIf(primary?.mac === first.mac, primary ? `${primary.name} (${primary.mac})` : "not set", {
        subject,
        expected: vfOf(first.nic, first.mac),
      });
    },
    ...adviceForOption("primary"),
  },
  {
    name: "active slave",
    subject: "active slave of the bond",
    expected: "one of the slaves",
    find: ({ active, slaves, name }) => {
      const slave = active ? slaves.find((one) => one.active) : undefined;
      return passIf(slave !== undefined, slave?.name ?? "none", { subject: `active slave of ${name}` });
    },
    readWith: (context) => optionOf(context, "active_slave"),
    next: uplinkAdvice,
    isMadeAtBoot: true,
  },
  {
    name: "addresses",
    subject: "addresses of the bond",
    expected: "as configured",
    find: ({ addresses, name }, { bond }) =>
      bond.addresses.map((address) => {
        const held = addresses.find((one) => one.address === address);
        const fault = held && unusableReason(held);
        return passIf(
          held !== undefined && fault === undefined,
          fault ?? (listed(addresses.map((one) => one.address)) || "none"),
          { subject: `addresses of ${name}`, expected: `${address} among them` },
        );
      }),
    readWith: ({ bond }) => `ip address show ${bond} in the guest`,
    next: ({ bond }) => `nmcli connection show ${bond} in the guest`,
    isMadeAtBoot: true,
  },
];

/** The common fields of the checks of one bonding option. */
function adviceForOption(option: string): Pick<Check<BondEvidence>, "readWith" | "next" | "isMadeAtBoot"> {
  return {
    readWith: (context) => optionOf(context, option),
    next: ({ bond }: Context) =>
      `/proc/net/bonding/${bond}: somebody changed what Day0 set (sudo nmcli connection up ${bond} sets it again)`,
    isMadeAtBoot: true,
  };
}

function vfOf({ network }: MemberNic, mac: string): string {
  return `VF ${mac} of ${network.name}`;
}

/** Why an address of the bond can't be used; undefined if it can. */
function unusableReason({
  address,
  tentative,
  dadFailed,
}: BondEvidence["addresses"][number]): string | undefined {
  if (dadFailed) {
    return `${address} is unusable: IPv6 found it on another host (dadfailed)`;
  }
  return tentative
    ? `${address} is not usable yet: IPv6 is looking for another host that has it (tentative)`
    : undefined;
}
