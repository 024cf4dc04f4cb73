import { hostOf, inSubnet, isIpv6 } from "../../plan/address";
import { shown } from "../fault";
import type { LinkMonitorSettings } from "../schema";
import { repeated } from "./parts";
import { type Rule, rule } from "./rule";

const delaysOfMiimon = rule(
  "delays-of-miimon",
  "The delays are multiples of the interval, which the kernel would round them down to.",
  ["bond"],
  function* ({ bond: { linkMonitor } }) {
    if (linkMonitor.type === "mii") {
      for (const field of ["updelay", "downdelay"] as const) {
        if (linkMonitor[field] % linkMonitor.miimon !== 0) {
          yield {
            path: `bond.linkMonitor.${field}`,
            sentence: `${linkMonitor[field]} is no multiple of miimon, ${linkMonitor.miimon}, and the kernel would round it down to ${linkMonitor[field] - (linkMonitor[field] % linkMonitor.miimon)}`,
          };
        }
      }
    }
  },
);

const arpNeedsIpv4 = rule(
  "arp-needs-ipv4",
  "ARP monitoring has an IPv4 address to ask from.",
  ["bond", "vnfs"],
  function* ({ bond: { linkMonitor }, vnfs }) {
    for (const [index, { bond }] of vnfs.entries()) {
      if (linkMonitor.type === "arp" && !bond.addresses.some(isIpv4)) {
        yield {
          path: `vnfs[${index}].bond.addresses`,
          sentence: `${bond.addresses.join(", ")} has no IPv4 address, and cpnr:bond.linkMonitor asks by ARP: add one, or use type mii`,
        };
      }
    }
  },
);

const arpTargetOnLink = rule(
  "arp-target-on-link",
  "Every VNF finds an ARP target on a network of its bond.",
  ["bond", "vnfs"],
  function* ({ bond: { linkMonitor }, vnfs }) {
    for (const [position, target] of targetsOf(linkMonitor).entries()) {
      // A VNF without any IPv4 address is told by another rule.
      const lost = vnfs
        .map(({ name, bond }) => ({ name, own: bond.addresses.filter(isIpv4) }))
        .find(({ own }) => own.length > 0 && !own.some((address) => inSubnet(target, address)));
      if (lost) {
        yield {
          path: `bond.linkMonitor.targets[${position}]`,
          sentence: `${target} is on no network of ${shown(lost.name)}'s bond (${lost.own.join(", ")}): name an address there that always answers`,
        };
      }
    }
  },
);

const arpTargetNotVnf = rule(
  "arp-target-not-vnf",
  "No VNF is an ARP target: it would ask itself.",
  ["bond", "vnfs"],
  function* ({ bond: { linkMonitor }, vnfs }) {
    for (const [position, target] of targetsOf(linkMonitor).entries()) {
      const index = vnfs.findIndex(({ bond }) =>
        bond.addresses.some((address) => hostOf(address) === target),
      );
      if (index >= 0) {
        yield {
          path: `bond.linkMonitor.targets[${position}]`,
          sentence: `${target} is vnfs[${index}]'s own address: name another host's that always answers`,
        };
      }
    }
  },
);

const arpTargetOnce = rule(
  "arp-target-once",
  "No ARP target is named twice.",
  ["bond"],
  function* ({ bond: { linkMonitor } }) {
    for (const [again, first] of repeated(targetsOf(linkMonitor).entries(), ([, target]) => target)) {
      yield {
        path: `bond.linkMonitor.targets[${again[0]}]`,
        sentence: `${again[1]} is targets[${first[0]}] already: name each once`,
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

function targetsOf(linkMonitor: LinkMonitorSettings): readonly string[] {
  return linkMonitor.type === "arp" ? linkMonitor.targets : [];
}

function isIpv4(address: string): boolean {
  return !isIpv6(address);
}
