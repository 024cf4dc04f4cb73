import type { GroupRules } from "../../openstack/securityGroups";
import { listed } from "../../report/visible";
import { type Check, type Found, notChecked, passIf } from "../check";

/** Checks of the security groups of the VNF's ports. */
export const securityGroupChecks: readonly Check<GroupRules>[] = [
  {
    name: "security group rules",
    subject: "rules of the security groups of the VNF's ports",
    expected: "as the last pulumi up recorded them",
    find: (groups, { recordedGroups }) => {
      if (recordedGroups === undefined) {
        return notChecked("pulumi up has not recorded them yet");
      }
      const ids = [...new Set([...Object.keys(recordedGroups), ...Object.keys(groups)])];
      return ids.map((id) => compareGroup(id, groups, recordedGroups));
    },
    readWith: () => "openstack security group rule list <group>",
    next: () => "find out who changed the group. To accept its rules: pulumi up",
    isMadeAtBoot: false,
  },
];

function compareGroup(id: string, groups: GroupRules, recordedGroups: GroupRules): Found {
  const [recorded, actual] = [recordedGroups[id], groups[id]];
  const subject = `rules of security group ${(actual ?? recorded)?.name} (${id})`;
  if (recorded === undefined) {
    return passIf(false, "a port has the group, but the last pulumi up recorded no port with it", {
      subject,
    });
  }
  if (actual === undefined) {
    return passIf(false, "Neutron has no group with this id", { subject });
  }
  const differences = [
    ...withLabel("added", actual.rules, recorded.rules),
    ...withLabel("missing", recorded.rules, actual.rules),
  ];
  return passIf(differences.length === 0, differences.join("; ") || `${actual.rules.length} rules`, {
    subject,
  });
}

function withLabel(label: string, rules: readonly string[], others: readonly string[]): string[] {
  const unique = rules.filter((rule) => !others.includes(rule));
  return unique.length === 0 ? [] : [`${label}: ${listed(unique)}`];
}
