import { type Declared, judge, unknown } from "./judge";
import { directPort, flavor, goodProgram, server } from "./program";

const group = (name: string, policy: unknown): Declared => ({
  type: "openstack:compute/serverGroup:ServerGroup",
  name,
  inputs: { policies: [policy] },
});
const inGroup = (of: Declared) => ({
  schedulerHints: [{ group: unknown }],
  from: { schedulerHints: [of] },
});
const later = group("later", unknown);
/** Judges servers with direct ports. */
const judgeServers = (changes: readonly object[], others: readonly Declared[] = []) => {
  const { networks } = goodProgram();
  const crossNuma = flavor();
  const servers = changes.flatMap((change, index) => {
    const ports = networks.map((network, nic) => directPort(`p${index}-${nic}`, network));
    const { from, ...inputs } = change as { from?: Declared["from"] };
    const declared = server(`dns-${index + 1}`, ports, crossNuma, inputs);
    return [...ports, { ...declared, from: { ...declared.from, ...from } }];
  });
  const { violations, notChecked } = judge([...networks, crossNuma, ...others, ...servers]);
  return { violations, notChecked: notChecked.filter((message) => message.includes("anti-affinity")) };
};
const nothing = { violations: [], notChecked: [] };

describe("Two servers with direct ports", () => {
  it("are refused if they can run on one host", () => {
    expect(judgeServers([{}, {}])).toEqual({
      violations: [
        'anti-affinity: Without anti-affinity, server "dns-1", server "dns-2" can run on the same host as another VNF, and fail with it: give all of them one openstack.compute.ServerGroup with the policy anti-affinity, as group in schedulerHints.',
      ],
      notChecked: [],
    });
  });

  it.each(["anti-affinity", "soft-anti-affinity"])("are accepted in one group of %s", (policy) => {
    const vnfs = group("vnfs", policy);
    expect(judgeServers([inGroup(vnfs), inGroup(vnfs)], [vnfs])).toEqual(nothing);
  });

  it("are refused in a group with another policy", () => {
    const vnfs = group("vnfs", "affinity");
    expect(judgeServers([inGroup(vnfs), inGroup(vnfs)], [vnfs]).violations).toHaveLength(1);
  });

  it("are refused in two groups", () => {
    const [first, second] = [group("a", "anti-affinity"), group("b", "anti-affinity")];
    expect(judgeServers([inGroup(first), inGroup(second)], [first, second]).violations).toHaveLength(1);
  });

  it("are refused if one of them has no group", () => {
    const vnfs = group("vnfs", "anti-affinity");
    expect(judgeServers([inGroup(vnfs), {}], [vnfs]).violations).toEqual([
      expect.stringContaining('Without anti-affinity, server "dns-2" can run'),
    ]);
  });

  it("are accepted if each has a host", () => {
    const zones = [{ availabilityZone: "nova:compute-1" }, { availabilityZone: ":compute-2" }];
    expect(judgeServers(zones)).toEqual(nothing);
  });

  it("are refused in availability zones without a host", () => {
    expect(judgeServers([{ availabilityZone: "a" }, { availabilityZone: "b" }]).violations).toHaveLength(1);
  });

  it.each([
    ["by its id", { schedulerHints: [{ group: "an id" }] }],
    ["by an unknown hint", { schedulerHints: unknown }],
    ["with a policy that is known later", inGroup(later)],
  ])("are not checked if they have a group %s", (_, hint) => {
    expect(judgeServers([hint, hint], [later])).toEqual({
      violations: [],
      notChecked: [
        'Not checked by anti-affinity: server "dns-1", server "dns-2", because its server group or the group\'s policy is not known.',
      ],
    });
  });
});

describe("One server with direct ports", () => {
  it("needs no group", () => {
    expect(judgeServers([{}])).toEqual(nothing);
  });
});
