import { warnings } from "../../../config/rules";
import { checkSettings } from "../../../config/settings";
import { changed, fullConfig } from "../full";

const told = (raw: unknown) =>
  warnings(checkSettings(raw)).map(({ path, sentence }) => `${path} ${sentence}`);

describe("warnings", () => {
  it("tell what is worth knowing of a configuration that is right", () => {
    expect(told(fullConfig("mii"))).toEqual([
      "sriov[1].vlan 102 differs from the first SR-IOV network's 101: the fabric must join the two VLANs, or a failover leads into another segment",
      'flavor "spanning" spans NUMA nodes: memory and NICs of the other node answer later, the price of surviving a NIC',
      "bond.linkMonitor.type mii sees a cable that is out only if the ports propagate the uplink's status (Neutron's uplink-status-propagation, and the NIC's driver): where they can't, use type arp",
    ]);
  });

  it("say how many nodes a flavor of our own spans", () => {
    const raw = changed(fullConfig(), ({ flavor }) => (flavor.adopt = false));
    expect(told(raw)).toContainEqual(expect.stringMatching(/^flavor "spanning" spans 3 NUMA nodes: /));
  });

  it("leave out what does not concern one VLAN and ARP monitoring", () => {
    const raw = changed(fullConfig("arp"), ({ sriov }) => (sriov[1].vlan = 101));
    expect(told(raw)).toEqual([expect.stringMatching(/^flavor /)]);
  });
});
