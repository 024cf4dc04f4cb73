import type { Known } from "../openstack/known";
import type { Agent } from "../openstack/resources";
import { isNicAgent } from "../openstack/survey";
import type { Finding } from "../report/finding";
import { createCheck, mapKnown } from "./check";
import { listPhysicalNetworks } from "./physicalNetworks";
import type { Situation } from "./situation";

/** Checks that a host with NICs on both physical networks has a live SR-IOV agent. Without it, Neutron binds no VF. */
export function checkSriovAgents({ plan, survey }: Situation): Finding[] {
  const pair = plan.networks.sriov.map(({ physicalNetwork }) => physicalNetwork);
  const check = createCheck("SR-IOV agents", pair.join(", "));
  return [
    check.ifKnown(survey.agents, (agents) => {
      const unmapped = pair.filter((physicalNetwork) => findAgents([physicalNetwork], agents).length === 0);
      if (unmapped.length > 0) {
        return check.notChecked(`No SR-IOV agent has the physical network ${unmapped.join(" or ")}.`);
      }
      const agentsOfPair = findAgents(pair, agents);
      const deadHosts = agentsOfPair.filter((agent) => !isLive(agent)).map(({ host }) => host);
      const liveHosts = agentsOfPair.filter(isLive).map(({ host }) => host);
      if (agentsOfPair.length === 0) {
        return check.fail(
          `No host has NICs on both ${pair.join(" and ")}: correct physicalNetwork in cpnr:sriov, or the agents' physical_device_mappings.`,
        );
      }
      const remedy = "start it (openstack network agent list --agent-type nic shows it)";
      if (liveHosts.length === 0) {
        return check.fail(
          `No host with both physical networks has a live SR-IOV agent. The agent is dead or down on ${deadHosts.join(", ")}: ${remedy}.`,
        );
      }
      return deadHosts.length > 0
        ? check.warning(
            `The agent is dead or down on ${deadHosts.join(", ")}: ${remedy}. It is alive on ${liveHosts.join(", ")}.`,
          )
        : check.pass(`Alive on ${liveHosts.join(", ")}.`);
    }),
  ];
}

/** Finds the hosts that have NICs on both physical networks and a live SR-IOV agent. */
export function findCapableHosts({ plan, survey }: Situation): Known<readonly string[]> {
  const pair = plan.networks.sriov.map(({ physicalNetwork }) => physicalNetwork);
  return mapKnown(survey.agents, (agents) =>
    findAgents(pair, agents)
      .filter(isLive)
      .map(({ host }) => host),
  );
}

function findAgents(physicalNetworks: readonly string[], agents: readonly Agent[]): Agent[] {
  return agents
    .filter(isNicAgent)
    .filter((agent) =>
      physicalNetworks.every((physicalNetwork) => listPhysicalNetworks(agent).includes(physicalNetwork)),
    );
}

function isLive({ alive, admin_state_up }: Agent): boolean {
  return alive && admin_state_up;
}
