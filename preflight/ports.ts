import { isAdoptedBy } from "../openstack/adoptedPorts";
import { isOurs } from "../openstack/mark";
import { inNicOrder, type SwitchedNetwork } from "../plan/network";
import { addressesOf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { bothKnown, createCheck } from "./check";
import { findExisting, type Situation } from "./situation";

/** Checks that no other port uses the addresses of the VNFs, in networks that exist already. */
export function checkAddresses(situation: Situation): Finding[] {
  const { plan, survey, owner } = situation;
  return inNicOrder(plan.networks).flatMap((network) => {
    const wanted = plan.vnfs.flatMap((vnf) => addressesOf(vnf, network.role));
    const check = createCheck("addresses", network.name);
    const found = findExisting(network, situation);
    if ("known" in found && found.known === undefined) {
      return [];
    }
    return [
      check.ifKnown(bothKnown(found, survey.addressed), ([existing, ports]) => {
        const nics = plan.vnfs.flatMap((vnf) => vnf.nics.filter(({ role }) => role === network.role));
        const otherPorts = ports.filter(
          (port) =>
            port.network_id === existing?.id &&
            !isOurs(owner, port) &&
            !nics.some((nic) => isAdoptedBy(nic, port)),
        );
        const taken = otherPorts.flatMap((port) =>
          port.fixed_ips
            .filter(({ ip_address }) => wanted.includes(ip_address))
            .map(({ ip_address }) => `${ip_address} is used by port ${port.name || port.id}`),
        );
        if (taken.length > 0) {
          return check.fail(`${taken.join(", ")}: choose free addresses in cpnr:vnfs (openstack port list).`);
        }
        return existing?.project_id !== survey.projectId && "unknown" in survey.agents
          ? check.notChecked(
              "The network belongs to another project. These credentials do not see its ports.",
            )
          : check.pass(`No other port uses ${wanted.join(", ")}.`);
      }),
    ];
  });
}

/** Checks that each configured security group exists once. */
export function checkSecurityGroups({ plan, survey }: Situation): Finding[] {
  const configured = (["orchestration", "management"] as const).flatMap((role) =>
    listGroups(plan.networks[role]).map((group) => ({ group, path: `cpnr:${role}.securityGroups` })),
  );
  return configured.map(({ group, path }) => {
    const check = createCheck("security group", group);
    return check.ifKnown(survey.securityGroups, (all) => {
      const found = all.filter(({ id, name }) => name === group || id === group);
      if (found.length === 1) {
        return check.pass(`It exists (${found[0]?.id}).`);
      }
      return found.length === 0
        ? check.fail(
            `There is no security group "${group}": correct ${path} (openstack security group list).`,
          )
        : check.fail(
            `${found.length} security groups have the name "${group}" (${found.map(({ id }) => id).join(", ")}): set the id of the one that you mean in ${path}.`,
          );
    });
  });
}

function listGroups(network: SwitchedNetwork | undefined): readonly string[] {
  return network?.securityGroups ?? [];
}
