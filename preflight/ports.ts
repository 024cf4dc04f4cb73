import { isOurs } from "../openstack/mark";
import { inNicOrder, type SwitchedNetwork } from "../plan/network";
import { addressesOf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { both, check } from "./check";
import { existing, type Situation } from "./situation";

/** In networks that are there, the VNFs' addresses are no other's. */
export function addresses(situation: Situation): Finding[] {
  const { plan, survey, owner } = situation;
  return inNicOrder(plan.networks).flatMap((network) => {
    const wanted = plan.vnfs.flatMap((vnf) => addressesOf(vnf, network.role));
    const subject = check("addresses", network.name);
    const found = existing(network, situation);
    if ("known" in found && found.known === undefined) {
      return [];
    }
    return [
      subject.given(both(found, survey.addressed), ([there, ports]) => {
        const takers = ports.filter((port) => port.network_id === there?.id && !isOurs(owner, port));
        const taken = takers.flatMap((port) =>
          port.fixed_ips
            .filter(({ ip_address }) => wanted.includes(ip_address))
            .map(({ ip_address }) => `${ip_address} is port ${port.name || port.id}'s`),
        );
        if (taken.length > 0) {
          return subject.fail(`${taken.join(", ")}: choose free ones in cpnr:vnfs (openstack port list).`);
        }
        return there?.project_id !== survey.projectId && "unknown" in survey.agents
          ? subject.notChecked("The network is another project's, whose ports these credentials don't see.")
          : subject.pass(`${wanted.join(", ")}: no other port has any.`);
      }),
    ];
  });
}

/** The security groups named are there, once each. */
export function securityGroups({ plan, survey }: Situation): Finding[] {
  const named = (["orchestration", "management"] as const).flatMap((role) =>
    groupsOf(plan.networks[role]).map((group) => ({ group, path: `cpnr:${role}.securityGroups` })),
  );
  return named.map(({ group, path }) => {
    const subject = check("security group", group);
    return subject.given(survey.securityGroups, (all) => {
      const found = all.filter(({ id, name }) => name === group || id === group);
      if (found.length === 1) {
        return subject.pass(`It is there (${found[0]?.id}).`);
      }
      return found.length === 0
        ? subject.fail(
            `There is no security group "${group}": correct ${path} (openstack security group list).`,
          )
        : subject.fail(
            `There are ${found.length} security groups "${group}" (${found.map(({ id }) => id).join(", ")}): put the id of the one you mean into ${path}.`,
          );
    });
  });
}

function groupsOf(network: SwitchedNetwork | undefined): readonly string[] {
  return network?.securityGroups ?? [];
}
