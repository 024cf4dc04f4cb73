import { Cloud } from "../../openstack/cloud";
import { readGroupRules } from "../../openstack/securityGroups";
import { FakeCloud } from "./fakeCloud";

const NO_REMOTE = { remote_ip_prefix: null, remote_group_id: null, remote_address_group_id: null };
const ANY_PORT = { port_range_min: null, port_range_max: null };
const egress = { direction: "egress", ethertype: "IPv4", protocol: null, ...ANY_PORT, ...NO_REMOTE };
const ingress = { ...egress, direction: "ingress" };

/** Reads the rules of group g from a Neutron in which it has these. */
async function rulesOf(...rules: object[]) {
  const cloud = new FakeCloud(() => ({
    security_groups: [{ id: "g", name: "dns", security_group_rules: rules }],
  }));
  const credentials = await cloud.start();
  try {
    return { groups: await readGroupRules(await Cloud.connect(credentials), ["g", "g"]), cloud };
  } finally {
    await cloud.stop();
  }
}

describe("readGroupRules", () => {
  it("describes each rule by direction, family, protocol, ports and the other side", async () => {
    const { groups } = await rulesOf(
      egress,
      { ...ingress, protocol: "tcp", port_range_min: 22, port_range_max: 22 },
      { ...ingress, protocol: "udp", port_range_min: 1, port_range_max: 99, remote_ip_prefix: "10.0.0.0/8" },
      { ...ingress, ethertype: "IPv6", remote_group_id: "peers" },
      { ...ingress, remote_address_group_id: "offices" },
      { ...ingress, protocol: "icmp", port_range_min: 8 },
    );
    expect(groups).toEqual({
      g: {
        name: "dns",
        rules: [
          "egress IPv4 any protocol to anywhere",
          "ingress IPv4 any protocol from address group offices",
          "ingress IPv4 icmp 8- from anywhere",
          "ingress IPv4 tcp 22 from anywhere",
          "ingress IPv4 udp 1-99 from 10.0.0.0/8",
          "ingress IPv6 any protocol from group peers",
        ],
      },
    });
  });

  it("asks for each group once, and for nothing if there is no group", async () => {
    const { cloud } = await rulesOf();
    expect(cloud.requests.filter((path) => path.includes("security-groups"))).toEqual([
      "network /security-groups?fields=id&fields=name&fields=security_group_rules&id=g",
    ]);
    await expect(readGroupRules({} as Cloud, [])).resolves.toEqual({});
  });
});
