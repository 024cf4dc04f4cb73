import type * as neutron from "../openstack/resources";
import { choosesSegment, inNicOrder, type Network } from "../plan/network";
import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import { hasRole } from "./roles";
import { findExisting, type Situation } from "./situation";

/**
 * Warns if the credentials have neither the role member nor admin. The older default policies do not ask for a role, the newer
 * ones do (enforce_new_defaults, on by default since Nova 27 and Neutron 23).
 */
export function checkMemberRole({ survey }: Situation): Finding[] {
  return hasRole(survey, "member") || hasRole(survey, "admin")
    ? []
    : [
        createCheck("role", survey.roles.join(", ")).warning(
          "By the newer default policies of Neutron and Nova, only the roles member and admin can create networks, ports and servers: use credentials with the role member (openstack role assignment list --names).",
        ),
      ];
}

interface AdoptedNetwork {
  readonly name: string;
  readonly role: Network["role"];
  readonly found: neutron.Network;
}

/** The cloud's networks of the plan that are not the stack's own to create, with their configuration. */
function findAdopted(situation: Situation): AdoptedNetwork[] {
  return inNicOrder(situation.plan.networks).flatMap((network) => {
    const existing = findExisting(network, situation);
    return "known" in existing && existing.known !== undefined
      ? [{ name: network.name, role: network.role, found: existing.known }]
      : [];
  });
}

/**
 * Warns if the ports lie in a network of another project. By Neutron's default policies (create_port:fixed_ips:ip_address,
 * create_port:port_security_enabled), only its owner, administrators and the role advsvc may choose an address and turn off port
 * security there.
 */
export function checkForeignNetworks(situation: Situation): Finding[] {
  const { plan, survey } = situation;
  const nics = plan.vnfs.flatMap((vnf) => vnf.nics);
  const foreign = findAdopted(situation).filter(
    ({ role: network, found }) =>
      found.project_id !== survey.projectId && nics.some(({ role, adopt }) => role === network && !adopt),
  );
  if (foreign.length === 0 || hasRole(survey, "admin") || hasRole(survey, "advsvc")) {
    return [];
  }
  const names = foreign.map(({ name }) => name).join(", ");
  return [
    createCheck("rights in other projects", names).warning(
      "By Neutron's default policies, only the owner of a network and administrators can choose the address of a port in it and turn off its port security: use credentials of the owning project or of an administrator, or let the cloud's administrators allow it (policy.yaml of Neutron).",
    ),
  ];
}

/**
 * Warns if the server has a port in an external network that is not shared. By Nova's default policy
 * (network:attach_external_network), only administrators may attach it.
 */
export function checkExternalNetworks(situation: Situation): Finding[] {
  const { survey } = situation;
  const external = findAdopted(situation).filter(
    ({ found }) => found["router:external"] === true && found.shared !== true,
  );
  return external.length === 0 || hasRole(survey, "admin")
    ? []
    : [
        createCheck("rights in external networks", external.map(({ name }) => name).join(", ")).warning(
          "By Nova's default policy (network:attach_external_network), only administrators can attach a server to an external network that is not shared: use another network or credentials with the role admin, or let the cloud's administrators share it.",
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
  return hasRole(survey, "admin")
    ? [check.pass("The credentials have the role admin.")]
    : [
        check.warning(
          `By OpenStack's default policies, only the role admin can create ${restricted.join(", ")}: use credentials with the role admin, or adopt existing resources.`,
        ),
      ];
}
