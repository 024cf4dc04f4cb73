import { type StackCheck, unseen, violation } from "../check";
import { isGiven, listAt, UNKNOWN, valueAt } from "../data";
import { label, type StackResource, TYPES } from "../resource";
import { isDirect } from "../sriov";

interface Config {
  readonly maximum: number;
}

export const securityGroupRules: StackCheck<Config> = {
  name: "security-group-rules",
  description:
    "The security groups of a port on the virtual switch have few rules, which saves conntrack entries.",
  level: "advisory",
  config: {
    maximum: {
      type: "integer",
      minimum: 0,
      default: 20,
      description: "Maximum number of rules of all groups of a port.",
    },
  },
  *findInStack(stack, { maximum }) {
    const rules = stack.filter(({ type }) => type === TYPES.securityGroupRule);
    for (const port of stack.filter((resource) => resource.type === TYPES.port && !isDirect(resource))) {
      if (valueAt(port.inputs, "portSecurityEnabled") === false || hasNoGroups(port)) {
        continue;
      }
      const groups = port.dependencies("securityGroupIds", TYPES.securityGroup);
      const given = listAt(port.inputs, "securityGroupIds");
      if (given === UNKNOWN || given.length === 0 || given.length > groups.length) {
        yield unseen(port, "its security groups are not in this stack");
      }
      const count = rules.filter((rule) =>
        rule.dependencies("securityGroupId", TYPES.securityGroup).some((group) => groups.includes(group)),
      ).length;
      if (count > maximum) {
        yield violation(
          port,
          `The ${label(port)} has ${count} security group rules (limit: ${maximum}), and each costs conntrack entries on the host: join rules, for example by CIDR or port range.`,
        );
      }
    }
  },
};

function hasNoGroups({ inputs }: StackResource): boolean {
  return valueAt(inputs, "noSecurityGroups") === true && !isGiven(valueAt(inputs, "securityGroupIds"));
}
