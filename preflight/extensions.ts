import { inNicOrder } from "../plan/network";
import type { Finding } from "../report/finding";
import { check } from "./check";
import type { Situation } from "./situation";

/** Neutron's extensions that the program uses. */
export function extensions({ plan, survey }: Situation): Finding[] {
  const creates = inNicOrder(plan.networks).some(({ adopt }) => !adopt);
  const createsVlans = plan.networks.sriov.some(({ adopt }) => !adopt);
  const needed = [
    ...(createsVlans ? ["provider"] : []),
    ...(creates ? ["multi-provider"] : []),
    "binding",
    "port-security",
    "standard-attr-tag",
  ];
  const subject = check("extensions", "Neutron");
  return [
    subject.given(survey.extensions, (aliases) => {
      const missing = needed.filter((alias) => !aliases.includes(alias));
      return missing.length === 0
        ? subject.pass(`Neutron has ${needed.join(", ")}.`)
        : subject.fail(
            `Neutron lacks ${missing.join(", ")}: have the cloud's administrator load ${missing.length === 1 ? "it" : "them"} (openstack extension list --network).`,
          );
    }),
  ];
}

/** Whether a VF's link follows its NIC's cable, without which miimon sees no dead link. */
export function uplinkStatusPropagation({ plan, survey }: Situation): Finding[] {
  const subject = check("uplink status", "Neutron");
  return [
    subject.given(survey.extensions, (aliases) => {
      if (aliases.includes("uplink-status-propagation")) {
        return subject.pass("Neutron propagates the uplink's status to VFs.");
      }
      return plan.bond.linkMonitor.type === "arp"
        ? subject.warning(
            "Neutron lacks uplink-status-propagation: VFs stay up when their cable is out, and only the bond's ARP monitor notices.",
          )
        : subject.fail(
            "Neutron lacks uplink-status-propagation: VFs stay up when their cable is out, and miimon never fails over. Set cpnr:bond.linkMonitor to type arp with targets.",
          );
    }),
  ];
}
