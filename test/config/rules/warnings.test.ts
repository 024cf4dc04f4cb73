import { findWarnings } from "../../../config/rules";
import { checkSettings } from "../../../config/settings";
import { changed, fullConfig } from "../full";

const ROLLOUT =
  "rollout.maxUnavailable is 2, and there are 2 VNFs: a change can replace all of them at the same time, and then none answers. Set it to 1";

const warningSentences = (raw: unknown) =>
  findWarnings(checkSettings(raw)).map(({ path, sentence }) => `${path} ${sentence}`);

describe("The warnings", () => {
  it("report the costs and risks of a valid configuration", () => {
    expect(warningSentences(fullConfig("mii"))).toEqual([
      "sriov[1].vlan 102 differs from 101, the VLAN id of the first SR-IOV network: the fabric must join the two VLANs, or a failover moves the VNF to another segment",
      'flavor "spanning" spans NUMA nodes: access to memory and NICs of another node has a higher latency, but the VNF survives the failure of a NIC',
      "bond.linkMonitor.type mii detects an unplugged cable only if the ports propagate the uplink status (Neutron's extension uplink-status-propagation, and the driver of the NIC): if they can't, use type arp",
      ROLLOUT,
    ]);
  });

  it("name the families for which a bond has no gateway", () => {
    const raw = changed(fullConfig("arp"), ({ sriov, vnfs }) => {
      sriov[1].vlan = 101;
      vnfs[0].bond.gateways = ["10.0.3.1"];
      delete vnfs[1].bond.gateways;
    });
    const sentence = (family: number, vnf: string) =>
      `has no IPv${family} gateway: "${vnf}" answers IPv${family} clients only in the subnets of its bond, and the DNS clients, the one of cpnr:verification.client too, must be there`;
    expect(warningSentences(raw).slice(1)).toEqual([
      `vnfs[0].bond.gateways ${sentence(6, "dns-1")}`,
      `vnfs[1].bond.gateways ${sentence(4, "dns-2")}`,
      `vnfs[1].bond.gateways ${sentence(6, "dns-2")}`,
      ROLLOUT,
    ]);
  });

  it("name a second address of one family on a NIC that Nova configures", () => {
    const raw = changed(fullConfig("arp"), ({ sriov, management, vnfs }) => {
      sriov[1].vlan = 101;
      management.subnets.push({ name: "more", cidr: "10.0.5.0/24" });
      vnfs[1].management.push("10.0.5.12");
    });
    expect(warningSentences(raw).slice(1)).toEqual([
      "vnfs[1].management[2] 10.0.5.12 is a second IPv4 address of the NIC, after 10.0.2.12: Nova tells the guest only one of them, so remove one, or configure the NIC by an extra part",
      ROLLOUT,
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
    expect(warningSentences(raw)).toEqual([expect.stringMatching(/^flavor /), ROLLOUT]);
  });

  it("omit the rollout if at least one VNF is not replaced with the others", () => {
    const raw = changed(fullConfig("arp"), ({ rollout }) => (rollout.maxUnavailable = 1));
    expect(warningSentences(raw).filter((sentence) => sentence.startsWith("rollout"))).toEqual([]);
  });
});
