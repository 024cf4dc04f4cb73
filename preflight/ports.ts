import type { OvsNetworkSettings } from "../config/schema";
import { isOurs } from "../openstack/mark";
import { both, type Check, check } from "./check";
import { existing, type Situation, wantedNetworks } from "./situation";

/** In networks that are there, the VNFs' addresses are no other's. */
export function addresses(situation: Situation): Check[] {
  const { settings, survey, owner } = situation;
  return wantedNetworks(settings).flatMap(({ network, addresses: wanted }) => {
    const subject = check("addresses", network.name);
    const found = existing(network, situation);
    if ("seen" in found && found.seen === undefined) {
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
        return there?.project_id !== survey.projectId && "unseen" in survey.agents
          ? subject.notChecked("The network is another project's, whose ports these credentials don't see.")
          : subject.pass(`${wanted.join(", ")}: no other port has any.`);
      }),
    ];
  });
}

/** The security groups named are there, once each. */
export function securityGroups({ settings, survey }: Situation): Check[] {
  const named = (["orchestration", "management"] as const).flatMap((role) =>
    groupsOf(settings[role]).map((group) => ({ group, path: `cpnr:${role}.securityGroups` })),
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

function groupsOf(network: OvsNetworkSettings | undefined): readonly string[] {
  return network?.securityGroups ?? [];
}
