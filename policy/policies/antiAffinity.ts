import { type StackCheck, unseen } from "../check";
import { isGiven, listAt, UNKNOWN, valueAt } from "../data";
import { label, type StackResource, TYPES } from "../resource";
import { sriovServers } from "../sriov";

export const antiAffinity: StackCheck<object> = {
  name: "anti-affinity",
  description:
    "Two or more servers with direct ports run on different hosts, by a server group or by their hosts.",
  level: "advisory",
  *findInStack(stack) {
    const servers = sriovServers(stack)
      .filter(({ ports }) => ports.length > 0)
      .map(({ server }) => server);
    if (servers.length < 2) {
      return;
    }
    const together: StackResource[] = [];
    const groups = new Set<StackResource>();
    for (const server of servers) {
      const separation = separationOf(server);
      if (separation === "unknown") {
        yield unseen(server, "its server group or the group's policy is not known");
      } else if (separation === "none") {
        together.push(server);
      } else if (separation !== "host") {
        groups.add(separation);
      }
    }
    if (together.length > 0 || groups.size > 1) {
      const subjects = together.length > 0 ? together : servers;
      yield {
        violation: `Without anti-affinity, ${subjects.map(label).join(", ")} can run on the same host as another VNF, and fail with it: give all of them one openstack.compute.ServerGroup with the policy anti-affinity, as group in schedulerHints.`,
      };
    }
  },
};

/** What separates a server from others: its host, its server group, or nothing. */
function separationOf(server: StackResource): StackResource | "host" | "none" | "unknown" {
  const zone = valueAt(server.inputs, "availabilityZone");
  // <zone>:<host>
  if (typeof zone === "string" && /^[^:]*:[^:]/.test(zone)) {
    return "host";
  }
  const hints = listAt(server.inputs, "schedulerHints");
  if (hints !== UNKNOWN && !hints.some((hint) => isGiven(valueAt(hint, "group")))) {
    return "none";
  }
  const [group, ...others] = server.dependencies("schedulerHints", TYPES.serverGroup);
  const policies = group === undefined || others.length > 0 ? UNKNOWN : listAt(group.inputs, "policies");
  if (policies === UNKNOWN || policies.includes(UNKNOWN)) {
    return "unknown";
  }
  const separates = policies.includes("anti-affinity") || policies.includes("soft-anti-affinity");
  return separates ? (group as StackResource) : "none";
}
