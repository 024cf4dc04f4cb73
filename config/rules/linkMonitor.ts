import { hostOf, inSubnet, isIpv6 } from "../../plan/address";
import { formatValue } from "../fault";
import type { LinkMonitorSettings } from "../schema";
import { findRepeats } from "./parts";
import { defineRule, type Rule } from "./rule";

const delaysOfMiimon = defineRule(
  "delays-of-miimon",
  "updelay and downdelay are multiples of miimon. Otherwise, the kernel would round them down.",
  ["bond"],
  function* ({ bond: { linkMonitor } }) {
    if (linkMonitor.type === "mii") {
      for (const field of ["updelay", "downdelay"] as const) {
        if (linkMonitor[field] % linkMonitor.miimon !== 0) {
          yield {
            path: `bond.linkMonitor.${field}`,
            sentence: `${linkMonitor[field]} is not a multiple of miimon (${linkMonitor.miimon}), and the kernel would round it down to ${linkMonitor[field] - (linkMonitor[field] % linkMonitor.miimon)}: use a multiple of miimon`,
          };
        }
      }
    }
  },
);

const arpNeedsIpv4 = defineRule(
  "arp-needs-ipv4",
  "With ARP monitoring, the bond of each VNF has an IPv4 address, from which it sends the ARP requests.",
  ["bond", "vnfs"],
  function* ({ bond: { linkMonitor }, vnfs }) {
    for (const [index, { bond }] of vnfs.entries()) {
      if (linkMonitor.type === "arp" && !bond.addresses.some(isIpv4)) {
        yield {
          path: `vnfs[${index}].bond.addresses`,
          sentence: `${bond.addresses.join(", ")} has no IPv4 address, but cpnr:bond.linkMonitor of type arp needs one: add an IPv4 address, or use type mii`,
        };
      }
    }
  },
);

const arpTargetOnLink = defineRule(
  "arp-target-on-link",
  "Each ARP target is in a subnet of the bond of every VNF.",
  ["bond", "vnfs"],
  function* ({ bond: { linkMonitor }, vnfs }) {
    for (const [position, target] of listTargets(linkMonitor).entries()) {
      // The rule arp-needs-ipv4 reports a VNF without an IPv4 address.
      const unreachableFrom = vnfs
        .map(({ name, bond }) => ({ name, own: bond.addresses.filter(isIpv4) }))
        .find(({ own }) => own.length > 0 && !own.some((address) => inSubnet(target, address)));
      if (unreachableFrom) {
        yield {
          path: `bond.linkMonitor.targets[${position}]`,
          sentence: `${target} is in no subnet of the bond of ${formatValue(unreachableFrom.name)} (${unreachableFrom.own.join(", ")}): use an address in one of them that always answers ARP requests`,
        };
      }
    }
  },
);

const arpTargetNotVnf = defineRule(
  "arp-target-not-vnf",
  "No ARP target is an address of a VNF. Otherwise, the VNF would send ARP requests to itself.",
  ["bond", "vnfs"],
  function* ({ bond: { linkMonitor }, vnfs }) {
    for (const [position, target] of listTargets(linkMonitor).entries()) {
      const index = vnfs.findIndex(({ bond }) =>
        bond.addresses.some((address) => hostOf(address) === target),
      );
      if (index >= 0) {
        yield {
          path: `bond.linkMonitor.targets[${position}]`,
          sentence: `${target} is an address of vnfs[${index}]: use the address of another host that always answers ARP requests`,
        };
      }
    }
  },
);

const arpTargetOnce = defineRule(
  "arp-target-once",
  "Each ARP target is listed once.",
  ["bond"],
  function* ({ bond: { linkMonitor } }) {
    for (const [repeat, first] of findRepeats(listTargets(linkMonitor).entries(), ([, target]) => target)) {
      yield {
        path: `bond.linkMonitor.targets[${repeat[0]}]`,
        sentence: `${repeat[1]} is already targets[${first[0]}]: list each target once`,
      };
    }
  },
);

export const linkMonitorRules: readonly Rule[] = [
  delaysOfMiimon,
  arpNeedsIpv4,
  arpTargetOnLink,
  arpTargetNotVnf,
  arpTargetOnce,
];

function listTargets(linkMonitor: LinkMonitorSettings): readonly string[] {
  return linkMonitor.type === "arp" ? linkMonitor.targets : [];
}

function isIpv4(address: string): boolean {
  return !isIpv6(address);
}
