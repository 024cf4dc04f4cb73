import { judge, unknown } from "./judge";
import { directPort, flavor, network, server } from "./program";

const judgeNetworks = (...networks: ReturnType<typeof network>[]) => {
  const ports = networks.map((of, index) => directPort(`p${index}`, of));
  const crossNuma = flavor();
  const { violations, notChecked } = judge([
    ...networks,
    ...ports,
    crossNuma,
    server("dns-1", ports, crossNuma),
  ]);
  const own = (message: string) => message.includes("vlan-of-pair");
  return { violations: violations.filter(own), notChecked: notChecked.filter(own) };
};

describe("The SR-IOV networks of a server", () => {
  it("have different VLAN ids", () => {
    expect(judgeNetworks(network("n1", "sriov0", 101), network("n2", "sriov1", 101)).violations).toEqual([
      'vlan-of-pair: The network "n1" and the network "n2" of the server "dns-1" have the same VLAN id 101, so that swapped cables are not noticed: give each SR-IOV network its own VLAN id.',
    ]);
    expect(judgeNetworks(network("n1", "sriov0", 101), network("n2", "sriov1", 102))).toEqual({
      violations: [],
      notChecked: [],
    });
  });

  it("are compared with other networks only: two ports in one network are no pair", () => {
    const one = network("n1", "sriov0", 101);
    const ports = [directPort("p1", one), directPort("p2", one)];
    const { violations } = judge([one, ...ports, server("dns-1", ports, undefined)]);
    expect(violations.filter((message) => message.includes("vlan-of-pair"))).toEqual([]);
  });

  it("are not checked if a VLAN id is unknown", () => {
    const open = network("n2", "sriov1", 0, {
      segments: [{ physicalNetwork: "sriov1", segmentationId: unknown }],
    });
    expect(judgeNetworks(network("n1", "sriov0", 101), open)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by vlan-of-pair: server "dns-1", because the VLAN id of a direct port\'s network is not in this stack.',
      ],
    });
  });
});
