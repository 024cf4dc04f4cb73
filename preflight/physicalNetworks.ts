import { isOurs } from "../openstack/mark";
import type { Agent, Network, Segment } from "../openstack/resources";
import { isNicAgent } from "../openstack/survey";
import type { SriovNetwork } from "../plan/network";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { check } from "./check";
import type { Situation } from "./situation";

/** The physical networks that an SR-IOV agent maps to a NIC. */
export function mappedBy({ configurations }: Agent): string[] {
  return Object.keys(configurations.device_mappings ?? {});
}

/** The segments of a network; undefined where the credentials may not see them. */
export function segmentsOf(network: Network): readonly Segment[] | undefined {
  return network.segments ?? (network["provider:network_type"] === undefined ? undefined : [network]);
}

/** Each physical network is one that SR-IOV agents map to a NIC. */
export function physicalNetworks({ plan, survey }: Situation): Finding[] {
  return plan.networks.sriov.map(({ path, physicalNetwork }) => {
    const subject = check("physical network", physicalNetwork);
    return subject.given(survey.agents, (agents) => {
      const nicAgents = agents.filter(isNicAgent);
      const hosts = nicAgents.filter((agent) => mappedBy(agent).includes(physicalNetwork));
      const known = [...new Set(nicAgents.flatMap(mappedBy))].sort();
      if (hosts.length > 0) {
        return subject.pass(`There is a NIC on it in ${hosts.map(({ host }) => host).join(", ")}.`);
      }
      return subject.fail(
        `No SR-IOV agent maps "${physicalNetwork}" to a NIC, only ${known.join(", ") || "none at all"}: correct ${path}.physicalNetwork${didYouMean(physicalNetwork, known)}`,
      );
    });
  });
}

/** The VLAN of each SR-IOV network to be created is free. */
export function vlans({ plan, survey, owner }: Situation): Finding[] {
  return plan.networks.sriov
    .filter(({ adopt }) => !adopt)
    .map((network) => {
      const subject = check("VLAN", network.name);
      return subject.given(survey.networks, (networks) => {
        const none = networks.length === 0 && "known" in survey.agents;
        if (!none && networks.every((other) => segmentsOf(other) === undefined)) {
          return subject.notChecked("Neutron shows these credentials no network's VLAN.");
        }
        const vlan = `VLAN ${network.vlan} of physical network ${network.physicalNetwork}`;
        const holder = networks.find((other) => segmentsOf(other)?.some((segment) => isOn(segment, network)));
        if (holder === undefined) {
          return subject.pass(`${vlan} is free.`);
        }
        return isOurs(owner, holder)
          ? subject.pass(`${vlan} is this stack's already.`)
          : subject.fail(
              `${vlan} is network "${holder.name}"'s (${holder.id}): choose a free one in ${network.path}.vlan, or adopt that network.`,
            );
      });
    });
}

function isOn(segment: Segment, { physicalNetwork, vlan }: SriovNetwork): boolean {
  return (
    segment["provider:physical_network"] === physicalNetwork && segment["provider:segmentation_id"] === vlan
  );
}
