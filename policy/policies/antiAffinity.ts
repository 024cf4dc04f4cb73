import { type StackCheck, unseen } from "../check";
import { type Data, isGiven, listAt, valueAt } from "../data";
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
      if (separation === "not in this stack") {
        yield unseen(server, "its server group is not in this stack");
      } else if (separation === "none") {
        together.push(server);
      } else if (separation !== "host") {
        groups.add(separation);
      }
    }
    if (together.length > 0 || groups.size > 1) {
      const subjects = together.length > 0 ? together : servers;
      yield {
        violation: `${subjects.map((server) => `The ${label(server)}`).join(", ")} can run on the same host as another VNF, and fail with it: give all of them one openstack.compute.ServerGroup with the policy anti-affinity, as group in schedulerHints.`,
      };
    }
  },
};

/** What separates a server from others: its host, its server group, or nothing. */
function separationOf(server: StackResource): StackResource | "host" | "none" | "not in this stack" {
  const zone = valueAt(server.inputs, "availabilityZone");
  if (typeof zone === "string" && /^[^:]*:[^:]/.test(zone)) {
    return "host";
  }
  const [group, ...others] = server.dependencies("schedulerHints", TYPES.serverGroup);
  if (group !== undefined && others.length === 0) {
    return hasAntiAffinity(group.inputs) ? group : "none";
  }
  const hints = listAt(server.inputs, "schedulerHints");
  const isGrouped = typeof hints === "symbol" || hints.some((hint) => isGiven(valueAt(hint, "group")));
  return isGrouped ? "not in this stack" : "none";
}

function hasAntiAffinity(inputs: Data): boolean {
  const policies = listAt(inputs, "policies");
  return typeof policies === "symbol" || policies.some((policy) => String(policy).endsWith("anti-affinity"));
}
