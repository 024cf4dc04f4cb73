import { choosesSegment, inNicOrder } from "../plan/network";
import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import type { Situation } from "./situation";

/** Checks that Neutron has the extensions that the program uses. */
export function checkExtensions({ plan, survey }: Situation): Finding[] {
  const choosesSegments = inNicOrder(plan.networks).some(choosesSegment);
  const needed = [
    ...(choosesSegments ? ["provider", "multi-provider"] : []),
    "binding",
    "port-security",
    "standard-attr-tag",
  ];
  const check = createCheck("extensions", "Neutron");
  return [
    ...checkNumaPolicies({ plan, survey }),
    check.ifKnown(survey.extensions, (aliases) => {
      const missing = needed.filter((alias) => !aliases.includes(alias));
      return missing.length === 0
        ? check.pass(`Neutron has ${needed.join(", ")}.`)
        : check.fail(
            `Neutron has no extension ${missing.join(", ")}: ask the administrator of the cloud to load ${missing.length === 1 ? "it" : "them"} (openstack extension list --network).`,
          );
    }),
  ];
}

/** Checks that Neutron has the NUMA policies of ports that the stack file asks for. */
function checkNumaPolicies({ plan, survey }: Pick<Situation, "plan" | "survey">): Finding[] {
  return plan.networks.sriov.flatMap(({ path, name, numaPolicy }) => {
    if (numaPolicy === undefined) {
      return [];
    }
    const check = createCheck("NUMA policy", name);
    const needed = [
      NUMA_POLICY_EXTENSION,
      ...(numaPolicy === "socket" ? [`${NUMA_POLICY_EXTENSION}-socket`] : []),
    ];
    return [
      check.ifKnown(survey.extensions, (aliases) => {
        const missing = needed.filter((alias) => !aliases.includes(alias));
        return missing.length === 0
          ? check.pass(`Neutron has the policy ${numaPolicy} for ports.`)
          : check.fail(
              `Neutron has no extension ${missing.join(", ")}, so a port can't have the policy ${numaPolicy}: remove ${path}.numaPolicy, and set the policy of all VFs by cpnr:flavor.pciNumaPolicy.`,
            );
      }),
    ];
  });
}

const NUMA_POLICY_EXTENSION = "port-numa-affinity-policy";

/** Checks that the link of a VF follows the cable of the NIC. Otherwise, miimon detects no failed cable. */
export function checkUplinkStatus({ plan, survey }: Situation): Finding[] {
  const check = createCheck("uplink status", "Neutron");
  return [
    check.ifKnown(survey.extensions, (aliases) => {
      if (aliases.includes("uplink-status-propagation")) {
        return check.pass("Neutron propagates the uplink status to VFs.");
      }
      return plan.bond.linkMonitor.type === "arp"
        ? check.warning(
            "Neutron has no extension uplink-status-propagation: the link of a VF stays up if the cable is unplugged, and only the bond's ARP monitor detects that.",
          )
        : check.fail(
            "Neutron has no extension uplink-status-propagation: the link of a VF stays up if the cable is unplugged, and a bond with miimon never fails over. Set cpnr:bond.linkMonitor to type arp, with targets.",
          );
    }),
  ];
}
