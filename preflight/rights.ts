import { choosesSegment, inNicOrder } from "../plan/network";
import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import { findExisting, type Situation } from "./situation";

/**
 * Warns if the ports lie in a network of another project. By Neutron's default policies (create_port:fixed_ips:ip_address,
 * create_port:port_security_enabled), only its owner and administrators may choose an address and turn off port security there.
 */
export function checkForeignNetworks(situation: Situation): Finding[] {
  const { plan, survey } = situation;
  const foreign = inNicOrder(plan.networks).filter((network) => {
    const found = findExisting(network, situation);
    return "known" in found && found.known !== undefined && found.known.project_id !== survey.projectId;
  });
  if (foreign.length === 0 || survey.roles.includes("admin")) {
    return [];
  }
  const names = foreign.map(({ name }) => name).join(", ");
  return [
    createCheck("rights in other projects", names).warning(
      "By Neutron's default policies, only the owner of a network and administrators can choose the address of a port in it and turn off its port security: use credentials of the owning project or of an administrator, or let the cloud's administrators allow it (policy.yaml of Neutron).",
    ),
  ];
}

/** Checks the rights for resources that only administrators can create, by OpenStack's default policies. */
export function checkRights(situation: Situation): Finding[] {
  const { plan, survey } = situation;
  const flavor = plan.flavor.adopt ? [] : [`flavor "${plan.flavor.name}"`];
  const networks = inNicOrder(plan.networks)
    .filter(choosesSegment)
    .filter((network) => {
      const found = findExisting(network, situation);
      return "unknown" in found || found.known === undefined;
    })
    .map((network) =>
      "physicalNetwork" in network
        ? `VLAN network "${network.name}"`
        : `network "${network.name}" with a chosen segment`,
    );
  const hosts = plan.vnfs
    .filter(({ host }) => host !== undefined)
    .map(({ name, host }) => `VNF "${name}" on host ${host}`);
  const restricted = [...flavor, ...networks, ...hosts];
  const check = createCheck("rights", survey.roles.join(", "));
  if (restricted.length === 0) {
    return [];
  }
  return survey.roles.includes("admin")
    ? [check.pass("The credentials have the role admin.")]
    : [
        check.warning(
          `By OpenStack's default policies, only the role admin can create ${restricted.join(", ")}: use credentials with the role admin, or adopt existing resources.`,
        ),
      ];
}
