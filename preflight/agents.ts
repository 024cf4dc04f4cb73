import type { Known } from "../openstack/known";
import type { Agent } from "../openstack/resources";
import { isNicAgent } from "../openstack/survey";
import type { Finding } from "../report/finding";
import { check, mapKnown } from "./check";
import { mappedBy } from "./physicalNetworks";
import type { Situation } from "./situation";

/** There is a host with NICs on both physical networks whose SR-IOV agent lives: Neutron binds no VF without. */
export function sriovAgents({ plan, survey }: Situation): Finding[] {
  const pair = plan.networks.sriov.map(({ physicalNetwork }) => physicalNetwork);
  const subject = check("SR-IOV agents", pair.join(", "));
  return [
    subject.given(survey.agents, (agents) => {
      const unknown = pair.filter((physicalNetwork) => agentsOf([physicalNetwork], agents).length === 0);
      if (unknown.length > 0) {
        return subject.notChecked(`There is no physical network ${unknown.join(", nor ")}.`);
      }
      const paired = agentsOf(pair, agents);
      const dead = paired.filter((agent) => !isLive(agent)).map(({ host }) => host);
      const live = paired.filter(isLive).map(({ host }) => host);
      if (paired.length === 0) {
        return subject.fail(
          `No host has NICs on both ${pair.join(" and ")}: correct physicalNetwork in cpnr:sriov, or the agents' physical_device_mappings.`,
        );
      }
      const remedy = "start it there (openstack network agent list --agent-type nic)";
      if (live.length === 0) {
        return subject.fail(
          `No SR-IOV agent lives on a host with both networks, that of ${dead.join(", ")} is dead or down: ${remedy}.`,
        );
      }
      return dead.length > 0
        ? subject.warning(
            `That of ${dead.join(", ")} is dead or down: ${remedy}; those of ${live.join(", ")} live.`,
          )
        : subject.pass(`Alive on ${live.join(", ")}.`);
    }),
  ];
}

/** Names of the hosts with NICs on both physical networks and a live SR-IOV agent. */
export function capableHosts({ plan, survey }: Situation): Known<readonly string[]> {
  const pair = plan.networks.sriov.map(({ physicalNetwork }) => physicalNetwork);
  return mapKnown(survey.agents, (agents) =>
    agentsOf(pair, agents)
      .filter(isLive)
      .map(({ host }) => host),
  );
}

function agentsOf(physicalNetworks: readonly string[], agents: readonly Agent[]): Agent[] {
  return agents
    .filter(isNicAgent)
    .filter((agent) =>
      physicalNetworks.every((physicalNetwork) => mappedBy(agent).includes(physicalNetwork)),
    );
}

function isLive({ alive, admin_state_up }: Agent): boolean {
  return alive && admin_state_up;
}
