import { choosesSegment, inNicOrder } from "../plan/network";
import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import { findExisting, type Situation } from "./situation";

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
