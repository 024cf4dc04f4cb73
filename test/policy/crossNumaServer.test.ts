import { judge, unknown } from "./judge";
import { type Change, directPort, flavor, goodProgram, network, server } from "./program";

const own = (messages: readonly string[]) =>
  messages.filter((message) => message.includes("cross-numa-server"));
const judgeServer = (...program: Parameters<typeof judge>[0]) => {
  const { violations, notChecked } = judge(program);
  return { violations: own(violations), notChecked: own(notChecked) };
};
const nothing = { violations: [], notChecked: [] };

describe("The physical networks of a server with direct ports", () => {
  it("are two or more", () => {
    const one = network("n", "sriov0", 1);
    const ports = [directPort("p1", one), directPort("p2", one)];
    const crossNuma = flavor();
    expect(judgeServer(one, ...ports, crossNuma, server("dns-1", ports, crossNuma))).toEqual({
      violations: [
        'cross-numa-server: The server "dns-1" has direct ports on one physical network only (sriov0): add a direct port on a physical network whose NIC is on another NUMA node, and bond the two VFs.',
      ],
      notChecked: [],
    });
  });

  it("are not checked if a network is not in the stack", () => {
    const { networks, flavor, ports } = goodProgram();
    const adopted = directPort("p2", undefined);
    const vnf = server("dns-1", [ports[0], adopted], flavor);
    expect(judgeServer(networks[0], ports[0], adopted, flavor, vnf)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by cross-numa-server: server "dns-1", because the physical network of a direct port\'s network is not in this stack.',
      ],
    });
  });

  it.each([
    ["a segment's physical network", { segments: [{ physicalNetwork: unknown }] }],
    ["the segments", { segments: unknown }],
    ["one of several segments", { segments: [{ physicalNetwork: "a" }, { physicalNetwork: "b" }] }],
    ["no segment", { segments: undefined }],
  ])("are not checked if the stack does not show %s", (_, change) => {
    const { networks, flavor } = goodProgram();
    const hidden = network("n2", "sriov1", 2, change);
    const ports = [directPort("p1", networks[0]), directPort("p2", hidden)];
    const { violations, notChecked } = judgeServer(
      ...[networks[0], hidden, ...ports, flavor],
      server("dns-1", ports, flavor),
    );
    expect([violations.length, notChecked.length]).toEqual([0, 1]);
  });

  it("are not checked if a port is not in the stack", () => {
    const { networks, ports, flavor } = goodProgram();
    const vnf = server("dns-1", [ports[0]], flavor, { networks: [{ port: unknown }, { port: "an id" }] });
    expect(judgeServer(networks[0], ports[0], flavor, vnf)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by cross-numa-server: server "dns-1", because it has ports that are not in this stack.',
      ],
    });
  });

  it("are not checked if no port is in the stack", () => {
    const vnf = server("dns-1", [], undefined, { networks: [{ port: "an id" }] });
    expect(judgeServer(vnf)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by cross-numa-server: server "dns-1", because it has ports that are not in this stack.',
      ],
    });
  });

  it("are not checked if the network of a port can be one of two", () => {
    const { networks, flavor } = goodProgram();
    const ports = networks.map((_, nic) =>
      directPort(`p${nic}`, undefined, { from: { networkId: networks } }),
    );
    const { violations, notChecked } = judgeServer(
      ...[...networks, ...ports, flavor],
      server("dns-1", ports, flavor),
    );
    expect([violations.length, notChecked.length]).toEqual([0, 1]);
  });

  it("are not checked if the vnic type of a port is unknown", () => {
    const { networks, ports, flavor } = goodProgram();
    const open = directPort("p2", networks[0], { binding: { vnicType: unknown } });
    const vnf = server("dns-1", [ports[0], open], flavor);
    expect(judgeServer(networks[0], ports[0], open, flavor, vnf).violations).toEqual([]);
  });

  it("are known from a network that the program only reads", () => {
    const { networks, flavor } = goodProgram();
    const read = network("n2", "sriov1", 2, { isRead: true });
    const ports = [directPort("p1", networks[0]), directPort("p2", read)];
    expect(judgeServer(networks[0], read, ...ports, flavor, server("dns-1", ports, flavor))).toEqual(nothing);
  });
});

describe("The flavor of a server with direct ports", () => {
  const specs = { "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" };
  const judgeFlavor = (change: Change) => {
    const { networks, ports } = goodProgram();
    const changed = flavor(change);
    return judgeServer(...networks, ...ports, changed, server("dns-1", ports, changed));
  };

  it.each([
    ["hw:numa_nodes", "1", "2 or more"],
    ["hw:cpu_policy", "shared", "dedicated"],
    ["hw:mem_page_size", "small", "large, 2MB or 1GB"],
    ["hw:mem_page_size", "any", "large, 2MB or 1GB"],
    ["hw:mem_page_size", "4", "large, 2MB or 1GB"],
  ])("is refused with %s %s", (key, value, expected) => {
    expect(judgeFlavor({ extraSpecs: { ...specs, [key]: value } }).violations).toEqual([
      `cross-numa-server: The flavor "cross-numa" of the server "dns-1", which has direct ports, has ${key} ${value}, expected ${expected}: set it in extraSpecs of the flavor.`,
    ]);
  });

  it.each(["2MB", "1GB", "2048", "2048KB", "1048576"])("is accepted with pages of %s", (size) => {
    expect(judgeFlavor({ extraSpecs: { ...specs, "hw:mem_page_size": size } })).toEqual(nothing);
  });

  it("is refused without extra specs, with a sentence for each", () => {
    const { violations } = judgeFlavor({ extraSpecs: undefined });
    expect(violations).toHaveLength(3);
    expect(violations[0]).toContain("has hw:numa_nodes not set, expected 2 or more");
  });

  it("is not checked where an extra spec is unknown", () => {
    expect(judgeFlavor({ extraSpecs: { ...specs, "hw:numa_nodes": unknown } })).toEqual({
      violations: [],
      notChecked: [
        'Not checked by cross-numa-server: server "dns-1", because hw:numa_nodes of its flavor is not known in a preview.',
      ],
    });
  });

  it("is not checked if it is not in the stack", () => {
    const { networks, ports } = goodProgram();
    const vnf = server("dns-1", ports, undefined, { flavorId: "an id" });
    expect(judgeServer(...networks, ...ports, vnf)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by cross-numa-server: server "dns-1", because its flavor is not in this stack.',
      ],
    });
  });

  it("is found by its name in Nova", () => {
    const { networks, ports } = goodProgram();
    const named = flavor({ name: "one-node", extraSpecs: { ...specs, "hw:numa_nodes": "1" } });
    const vnf = server("dns-1", ports, undefined, { flavorId: undefined, flavorName: "one-node" });
    expect(judgeServer(...networks, ...ports, named, vnf).violations).toHaveLength(1);
  });
});

describe("A server without direct ports", () => {
  it("is asked for none of it", () => {
    const plain = server("web", [], undefined, { flavorName: "m1.small", networks: [{ name: "public" }] });
    expect(judgeServer(plain)).toEqual(nothing);
  });
});
