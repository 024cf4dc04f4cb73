import { isOurs } from "../openstack/mark";
import type { Agent, Segment } from "../openstack/resources";
import { isNicAgent } from "../openstack/survey";
import type { SriovNetwork } from "../plan/network";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { createCheck } from "./check";
import { listSegments } from "./segments";
import type { Situation } from "./situation";

/** Lists the physical networks that an SR-IOV agent maps to a NIC. */
export function listPhysicalNetworks({ configurations }: Agent): string[] {
  return Object.keys(configurations.device_mappings ?? {});
}

/** Checks that an SR-IOV agent maps each physical network to a NIC. */
export function checkPhysicalNetworks({ plan, survey }: Situation): Finding[] {
  return plan.networks.sriov.map(({ path, physicalNetwork }) => {
    const check = createCheck("physical network", physicalNetwork);
    return check.ifKnown(survey.agents, (agents) => {
      const nicAgents = agents.filter(isNicAgent);
      const hosts = nicAgents.filter((agent) => listPhysicalNetworks(agent).includes(physicalNetwork));
      const known = [...new Set(nicAgents.flatMap(listPhysicalNetworks))].sort();
      if (hosts.length > 0) {
        return check.pass(`An SR-IOV agent maps it to a NIC on ${hosts.map(({ host }) => host).join(", ")}.`);
      }
      return check.fail(
        `No SR-IOV agent maps "${physicalNetwork}" to a NIC (mapped: ${known.join(", ") || "none"}): correct ${path}.physicalNetwork${didYouMean(physicalNetwork, known)}`,
      );
    });
  });
}

/** Checks that the VLAN of each SR-IOV network to create is free. */
export function checkVlans({ plan, survey, owner }: Situation): Finding[] {
  return plan.networks.sriov
    .filter(({ adopt }) => !adopt)
    .map((network) => {
      const check = createCheck("VLAN", network.name);
      return check.ifKnown(survey.networks, (networks) => {
        const hasNoNetworks = networks.length === 0 && "known" in survey.agents;
        if (!hasNoNetworks && networks.every((other) => listSegments(other) === undefined)) {
          return check.notChecked("Neutron does not show the VLAN of a network to these credentials.");
        }
        const vlan = `VLAN ${network.vlan} of physical network ${network.physicalNetwork}`;
        const user = networks.find((other) =>
          listSegments(other)?.some((segment) => isSegmentOf(segment, network)),
        );
        if (user === undefined) {
          return check.pass(`${vlan} is free.`);
        }
        return isOurs(owner, user)
          ? check.pass(`${vlan} is already used by this stack.`)
          : check.fail(
              `${vlan} is already used by network "${user.name}" (${user.id}): choose a free VLAN in ${network.path}.vlan, or adopt that network.`,
            );
      });
    });
}

function isSegmentOf(segment: Segment, { physicalNetwork, vlan }: SriovNetwork): boolean {
  return (
    segment["provider:physical_network"] === physicalNetwork && segment["provider:segmentation_id"] === vlan
  );
}
