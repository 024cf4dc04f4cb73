import { findWarnings } from "../../../config/rules";
import { checkSettings } from "../../../config/settings";
import { changed, fullConfig } from "../full";

const warningSentences = (raw: unknown) =>
  findWarnings(checkSettings(raw)).map(({ path, sentence }) => `${path} ${sentence}`);

describe("The warnings", () => {
  it("report the costs and risks of a valid configuration", () => {
    expect(warningSentences(fullConfig("mii"))).toEqual([
      "sriov[1].vlan 102 differs from 101, the VLAN id of the first SR-IOV network: the fabric must join the two VLANs, or a failover moves the VNF to another segment",
      'flavor "spanning" spans NUMA nodes: access to memory and NICs of another node has a higher latency, but the VNF survives the failure of a NIC',
      "bond.linkMonitor.type mii detects an unplugged cable only if the ports propagate the uplink status (Neutron's extension uplink-status-propagation, and the driver of the NIC): if they can't, use type arp",
    ]);
  });

  it("contain the number of NUMA nodes that a created flavor spans", () => {
    const raw = changed(fullConfig(), ({ flavor }) => (flavor.adopt = false));
    expect(warningSentences(raw)).toContainEqual(
      expect.stringMatching(/^flavor "spanning" spans 3 NUMA nodes: /),
    );
  });

  it("omit the VLANs if both networks have one VLAN id, and the cable if ARP monitors the link", () => {
    const raw = changed(fullConfig("arp"), ({ sriov }) => (sriov[1].vlan = 101));
    expect(warningSentences(raw)).toEqual([expect.stringMatching(/^flavor /)]);
  });
});
