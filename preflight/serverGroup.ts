import { groupNameOf, isOurs } from "../openstack/mark";
import type { Finding } from "../report/finding";
import { bothKnown, createCheck } from "./check";
import { compareQuota } from "./quota";
import { findVnfsToCreate, type Situation } from "./situation";

/** Checks that the project may have the stack's server group, and that the group may have all VNFs. */
export function checkServerGroupQuota(situation: Situation): Finding[] {
  const { policy } = situation.plan.placement;
  if (policy === "none") {
    return [];
  }
  const { survey, owner, plan } = situation;
  const groups = createCheck("quota", "server groups");
  const members = createCheck("quota", "servers in the server group");
  return [
    groups.ifKnown(bothKnown(survey.serverGroups, survey.limits), ([found, limits]) => {
      const exists = found.some(({ name }) => name === groupNameOf(owner, policy));
      const { maxServerGroups: limit, totalServerGroupsUsed: used } = limits;
      return limit === undefined || used === undefined
        ? groups.notChecked("Nova reports no quota of server groups.")
        : compareQuota(groups, exists ? 0 : 1, limit, limit - used);
    }),
    members.ifKnown(
      bothKnown(bothKnown(survey.serverGroups, survey.limits), findVnfsToCreate(situation)),
      ([[found, { maxServerGroupMembers: limit }], vnfs]) => {
        if (limit === undefined) {
          return members.notChecked("Nova reports no quota of servers in a server group.");
        }
        if (limit < 0) {
          return members.pass("There is no limit.");
        }
        const own = found.filter((group) => isOurs(owner, group) && group.policies.includes(policy));
        const joined = own.flatMap((group) => group.members).length;
        const fact = `${vnfs.length} needed, and the group has ${joined}: a group may have ${limit}`;
        const remedy =
          "Ask for a higher quota of the project (server_group_members), or set cpnr:placement.policy to none.";
        if (vnfs.length > limit) {
          return members.fail(`${fact}. ${remedy}`);
        }
        // With its own quotas, Nova counts the servers of one user: who joined before is not known.
        if (joined + vnfs.length > limit) {
          return members.warning(
            `${fact}. Some versions of Nova count only the servers of one user. ${remedy}`,
          );
        }
        return plan.vnfs.length > limit
          ? members.warning(
              `The stack has ${plan.vnfs.length} VNFs, and a group may have ${limit}: not all of them can join it when they are replaced. ${remedy}`,
            )
          : members.pass(`${fact}.`);
      },
    ),
  ];
}
