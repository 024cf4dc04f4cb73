import type { Cloud } from "./cloud";
import { list } from "./list";

/** The rules of security groups, by the id of the group. Plain data. */
export type GroupRules = Readonly<Record<string, SecurityGroupRules>>;

export interface SecurityGroupRules {
  readonly name: string;
  /** Each rule as a line, such as `ingress IPv4 tcp 22 from 10.0.0.0/8`, sorted. */
  readonly rules: readonly string[];
}

interface RuleResponse {
  readonly direction: "ingress" | "egress";
  readonly ethertype: string | null;
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix?: string | null;
  readonly remote_group_id?: string | null;
  readonly remote_address_group_id?: string | null;
}

interface GroupResponse {
  readonly id: string;
  readonly name: string;
  readonly security_group_rules: readonly RuleResponse[];
}

/** Reads the rules of security groups from Neutron. A group that does not exist is omitted. @throws as {@link Cloud.get} does */
export async function readGroupRules(cloud: Cloud, ids: readonly string[]): Promise<GroupRules> {
  if (ids.length === 0) {
    return {};
  }
  const query = new URLSearchParams({ fields: "id" });
  for (const field of ["name", "security_group_rules"]) {
    query.append("fields", field);
  }
  for (const id of new Set(ids)) {
    query.append("id", id);
  }
  const groups = await list<GroupResponse>(cloud, "network", `/security-groups?${query}`, "security_groups");
  return Object.fromEntries(
    groups.map(({ id, name, security_group_rules }) => [
      id,
      { name, rules: security_group_rules.map(describeRule).sort() },
    ]),
  );
}

function describeRule(rule: RuleResponse): string {
  const { direction, ethertype, protocol, port_range_min: min, port_range_max: max } = rule;
  const range = min === null && max === null ? [] : [min === max ? `${min}` : `${min ?? ""}-${max ?? ""}`];
  return [
    direction,
    ethertype ?? "IPv4 and IPv6",
    protocol ?? "any protocol",
    ...range,
    direction === "ingress" ? "from" : "to",
    remoteOf(rule),
  ].join(" ");
}

function remoteOf(rule: RuleResponse): string {
  const { remote_ip_prefix, remote_group_id, remote_address_group_id } = rule;
  if (remote_group_id) {
    return `group ${remote_group_id}`;
  }
  return remote_address_group_id
    ? `address group ${remote_address_group_id}`
    : (remote_ip_prefix ?? "anywhere");
}
