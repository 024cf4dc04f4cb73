import { type Declared, judge, unknown } from "./judge";
import { directPort, switchedPort } from "./program";

const group = (name: string): Declared => ({
  type: "openstack:networking/secGroup:SecGroup",
  name,
  inputs: {},
});
const rules = (of: Declared, count: number): Declared[] =>
  Array.from({ length: count }, (_, index) => ({
    type: "openstack:networking/secGroupRule:SecGroupRule",
    name: `${of.name}-${index}`,
    inputs: { securityGroupId: unknown },
    from: { securityGroupId: [of] },
  }));
const portWith = (...groups: Declared[]) =>
  switchedPort("m", {
    noSecurityGroups: undefined,
    securityGroupIds: groups.map(() => unknown),
    from: { securityGroupIds: groups },
  });
const limit = (maximum: number) => ({ "security-group-rules": { maximum } });

describe("The rules of a port on the virtual switch", () => {
  it("are few, over all its groups", () => {
    const [ssh, dns] = [group("ssh"), group("dns")];
    const program = [ssh, dns, ...rules(ssh, 2), ...rules(dns, 2), portWith(ssh, dns)];
    expect(judge(program, limit(3)).violations).toEqual([
      'security-group-rules: The port "m" has 4 security group rules (limit: 3), and each costs conntrack entries on the host: join rules, for example by CIDR or port range.',
    ]);
    expect(judge(program, limit(4))).toEqual({ violations: [], notChecked: [] });
  });

  it("are at most 20 by default", () => {
    const ssh = group("ssh");
    expect(judge([ssh, ...rules(ssh, 20), portWith(ssh)]).violations).toEqual([]);
    expect(judge([ssh, ...rules(ssh, 21), portWith(ssh)]).violations).toHaveLength(1);
  });

  it.each([
    ["by its id", { securityGroupIds: ["an id"] }],
    ["by an unknown list", { securityGroupIds: unknown }],
    ["by default", {}],
  ])("are not checked if the port has a group of another stack %s", (_, change) => {
    expect(judge([switchedPort("m", { noSecurityGroups: undefined, ...change })])).toEqual({
      violations: [],
      notChecked: [
        'Not checked by security-group-rules: port "m", because its security groups are not in this stack.',
      ],
    });
  });

  it.each([
    ["no groups", switchedPort("m", { noSecurityGroups: true })],
    ["no port security", switchedPort("m", { noSecurityGroups: undefined, portSecurityEnabled: false })],
    ["a VF, which the policy direct-port checks", directPort("p", undefined)],
  ])("are no question for a port with %s", (_, port) => {
    const { notChecked } = judge([port], limit(0));
    expect(notChecked.filter((message) => message.includes("security-group-rules"))).toEqual([]);
  });
});
