import { judge, unknown } from "./judge";
import { type Change, directPort, network, switchedPort } from "./program";

const linkMonitor = (type: string) => ({ "direct-port": { linkMonitor: type } });
const judgePort = (change: Change, config?: Parameters<typeof judge>[1]) => {
  const { violations, notChecked } = judge([directPort("p1", network("n", "sriov0", 1), change)], config);
  const own = (message: string) => message.includes("direct-port");
  return [...violations, ...notChecked.filter(own)];
};

describe("A port with vnic type direct", () => {
  it.each([
    [
      "port security by the network's default",
      { portSecurityEnabled: undefined },
      'direct-port: The port "p1" has vnic type direct but portSecurityEnabled is not false: set portSecurityEnabled: false, because nothing filters the traffic of a VF.',
    ],
    [
      "port security",
      { portSecurityEnabled: true },
      expect.stringContaining("set portSecurityEnabled: false"),
    ],
    [
      "security groups",
      { noSecurityGroups: undefined, securityGroupIds: ["a", unknown] },
      'direct-port: The port "p1" has vnic type direct and security groups (2), which filter nothing on a VF: remove securityGroupIds and set noSecurityGroups: true.',
    ],
    [
      "no address",
      { fixedIps: [] },
      'direct-port: The port "p1" has vnic type direct but no fixed address: set fixedIps to the bond\'s addresses, so that Neutron gives them to no other port.',
    ],
    ["no fixedIps", { fixedIps: undefined }, expect.stringContaining("but no fixed address")],
    [
      "an address that Neutron chooses",
      { fixedIps: [{ ipAddress: "172.16.1.10" }, { subnetId: "s" }] },
      expect.stringContaining("but fixedIps without ipAddress"),
    ],
    [
      "no propagate_uplink_status",
      { valueSpecs: undefined },
      expect.stringContaining("but propagate_uplink_status is not true"),
    ],
    [
      "propagate_uplink_status false",
      { valueSpecs: { propagate_uplink_status: "false" } },
      expect.stringContaining('set valueSpecs: { propagate_uplink_status: "true" }'),
    ],
  ])("is refused with %s", (_, change, sentence) => {
    expect(judgePort(change)).toEqual([sentence]);
  });

  it.each([
    ["an IPv6 address", { fixedIps: [{ ipAddress: "2001:db8::10" }] }],
    ["an address that is known later", { fixedIps: [{ ipAddress: unknown }] }],
    ["a boolean in another form", { valueSpecs: { propagate_uplink_status: "True" } }],
    ["no groups, without noSecurityGroups", { noSecurityGroups: undefined }],
  ])("is accepted with %s", (_, change) => {
    expect(judgePort(change)).toEqual([]);
  });

  it("needs no propagate_uplink_status if the bonds use ARP monitoring", () => {
    expect(judgePort({ valueSpecs: undefined }, linkMonitor("arp"))).toEqual([]);
    expect(judgePort({ valueSpecs: undefined }, linkMonitor("mii"))).toHaveLength(1);
  });

  it.each([
    ["its vnic type", { binding: { vnicType: unknown } }, "its vnic type"],
    ["its binding", { binding: unknown }, "its vnic type"],
    ["portSecurityEnabled", { portSecurityEnabled: unknown }, "portSecurityEnabled"],
    ["securityGroupIds", { securityGroupIds: unknown }, "securityGroupIds"],
    ["fixedIps", { fixedIps: unknown }, "fixedIps"],
    ["valueSpecs", { valueSpecs: unknown }, "propagate_uplink_status"],
  ])("is not checked where %s is unknown", (_, change, input) => {
    expect(judgePort(change)).toEqual([
      `Not checked by direct-port: port "p1", because ${input} is not known in a preview.`,
    ]);
  });
});

describe("Another port", () => {
  it.each([
    ["without a vnic type", {}],
    ["with vnic type normal", { binding: { vnicType: "normal" } }],
    [
      "with hardware offload",
      { binding: { vnicType: "direct", profile: '{"capabilities": ["switchdev"]}' } },
    ],
    [
      "with the attribute for hardware offload",
      { binding: { vnicType: "direct" }, valueSpecs: { hardware_offload_type: "switchdev" } },
    ],
  ])("is not asked for any of it: a port %s", (_, change) => {
    expect(judge([switchedPort("p", change)]).violations).toEqual([]);
  });
});
