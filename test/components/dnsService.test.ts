import * as pulumi from "@pulumi/pulumi";
import { DnsService } from "../../components/dnsService";
import { checkSettings } from "../../config/load";
import type { Settings } from "../../config/schema";
import { keysFor, rawConfig, settingsOf } from "../settings";
import { goodEvidence } from "../verify/evidence";
import { allRegistered, mockCloud, type Registered, settled } from "./mocks";

const NETWORK = "openstack:networking/network:Network";
const SUBNET = "openstack:networking/subnet:Subnet";
const PORT = "openstack:networking/port:Port";
const FLAVOR = "openstack:compute/flavor:Flavor";
const INSTANCE = "openstack:compute/instance:Instance";
const DAY0 = "cloudinit:index/config:Config";
const COMMAND = "command:remote:Command";

async function deploy(settings: Settings) {
  const cloud = mockCloud();
  const keys = pulumi.secret(keysFor(...settings.vnfs.map(({ name }) => name)));
  const service = new DnsService("cpnr", { settings, keys });
  const vnfs = await settled(service.vnfs);
  await allRegistered();
  const ofType = (type: string) => cloud.registered.filter((resource) => resource.type === type);
  return { ...cloud, vnfs, ofType };
}

function named(resources: Registered[], name: string): Record<string, unknown> {
  const found = resources.find((resource) => resource.inputs.name === name);
  expect(found).toBeDefined();
  return found?.inputs ?? {};
}

describe("the lab's DNS service", () => {
  let lab: Awaited<ReturnType<typeof deploy>>;
  beforeAll(async () => {
    lab = await deploy(settingsOf("lab"));
  });

  it("declares the seed's four networks: two of vxlan, and a VLAN on each of two physical networks", () => {
    expect(lab.ofType(NETWORK).map(({ inputs }) => [inputs.name, inputs.segments])).toEqual([
      ["orchestration-network", [{ networkType: "vxlan" }]],
      ["management-network", [{ networkType: "vxlan" }]],
      ["sriov-network-1", [{ networkType: "vlan", physicalNetwork: "sriov0", segmentationId: 101 }]],
      ["sriov-network-2", [{ networkType: "vlan", physicalNetwork: "sriov1", segmentationId: 102 }]],
    ]);
  });

  it("declares a subnet for each, without DHCP", () => {
    expect(
      lab.ofType(SUBNET).map(({ inputs }) => [inputs.name, inputs.cidr, inputs.gatewayIp, inputs.enableDhcp]),
    ).toEqual([
      ["orchestration-subnet", "192.168.100.0/24", "192.168.100.1", false],
      ["management-subnet", "10.10.10.0/24", "10.10.10.1", false],
      ["sriov-subnet-1", "172.16.1.0/24", "172.16.1.1", false],
      ["sriov-subnet-2", "172.16.1.0/24", "172.16.1.1", false],
    ]);
  });

  it("declares the seed's flavor: two NUMA nodes, dedicated CPUs, large pages", () => {
    expect(named(lab.ofType(FLAVOR), "cross-numa-flavor")).toMatchObject({
      ram: 8192,
      vcpus: 4,
      disk: 40,
      extraSpecs: { "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" },
    });
  });

  it.each([1, 2])("makes SR-IOV port %i direct, follows the uplink, and puts no group on it", (position) => {
    const port = named(lab.ofType(PORT), `cpnr-dns-1-sriov-${position}`);
    expect(port).toMatchObject({
      binding: { vnicType: "direct" },
      portSecurityEnabled: false,
      noSecurityGroups: true,
      valueSpecs: { propagate_uplink_status: "true" },
      fixedIps: [{ ipAddress: "172.16.1.10" }],
    });
    expect(port).not.toHaveProperty("securityGroupIds");
  });

  it.each([
    ["orchestration", "192.168.100.101"],
    ["management", "10.10.10.101"],
  ])("makes the %s port an ordinary one with the VNF's address", (role, ipAddress) => {
    const port = named(lab.ofType(PORT), `cpnr-dns-1-${role}`);
    expect(port).toMatchObject({ fixedIps: [{ ipAddress }] });
    expect(port).not.toHaveProperty("binding");
    expect(port).not.toHaveProperty("valueSpecs");
  });

  it("gives the server its four ports in the seed's order, by config drive", () => {
    expect(named(lab.ofType(INSTANCE), "cpnr-dns-1")).toMatchObject({
      configDrive: true,
      flavorId: "cpnr-cross-numa-flavor-id",
      imageId: "cpnr-image-adopted",
      networks: ["orchestration", "management", "sriov-1", "sriov-2"].map((role) => ({
        port: `cpnr-cpnr-dns-1-${role}-id`,
      })),
    });
  });

  it("writes the MACs that Neutron gave the ports into Day0, the primary's first", () => {
    const rendered = JSON.stringify(lab.ofType(DAY0)[0]?.inputs.parts);
    expect(rendered).toContain("primary=$(interface_of fa:16:3e:00:00:01)");
    expect(rendered).toContain("second=$(interface_of fa:16:3e:00:00:02)");
  });

  it("verifies over SSH on the host key that Day0 installs, after the server", () => {
    const [probe] = lab.ofType(COMMAND);
    const keys = keysFor("cpnr-dns-1");
    expect(probe?.inputs.connection).toMatchObject({
      host: "10.10.10.101",
      user: "cpnr",
      privateKey: keys.login.privateKey,
      hostKey: keys.hosts["cpnr-dns-1"]?.publicKey,
    });
    expect(probe?.inputs.triggers).toContain("cpnr-cpnr-dns-1-server-id");
  });

  it("tells each VNF's server, addresses, ports and evidence", () => {
    expect(lab.vnfs).toEqual({
      "cpnr-dns-1": {
        serverId: "cpnr-cpnr-dns-1-server-id",
        management: "10.10.10.101",
        bondAddresses: ["172.16.1.10/24"],
        portIds: ["orchestration", "management", "sriov-1", "sriov-2"].map(
          (role) => `cpnr-cpnr-dns-1-${role}-id`,
        ),
        evidence: goodEvidence(),
      },
    });
  });

  it("names every resource after the service, as children of one name", () => {
    for (const { name } of lab.registered) {
      expect(name).toMatch(/^cpnr(-|$)/);
    }
    expect(new Set(lab.registered.map(({ type, name }) => `${type}:${name}`)).size).toBe(
      lab.registered.length,
    );
  });
});

describe("a service of two VNFs", () => {
  it("touches the second only when the first is proven", async () => {
    const raw = rawConfig("lab") as { vnfs: Record<string, unknown>[] };
    raw.vnfs.push({
      ...raw.vnfs[0],
      name: "cpnr-dns-2",
      hostname: "CPNRDNS02C0",
      orchestration: "192.168.100.102",
      management: "10.10.10.102",
      bondAddresses: ["172.16.1.11/24"],
    });
    const { registered } = await deploy(checkSettings(raw));
    const position = (type: string, vnf: string) =>
      registered.findIndex((resource) => resource.type === type && resource.name.includes(vnf));
    expect(position(COMMAND, "cpnr-dns-1")).toBeGreaterThan(position(INSTANCE, "cpnr-dns-1"));
    expect(position(PORT, "cpnr-dns-2")).toBeGreaterThan(position(COMMAND, "cpnr-dns-1"));
  });
});

describe("the prod stack", () => {
  let prod: Awaited<ReturnType<typeof deploy>>;
  beforeAll(async () => {
    prod = await deploy(settingsOf("prod"));
  });

  it("adopts networks, subnets, flavor and image by name, and makes none", () => {
    expect(prod.lookups.map(({ name }) => name).sort()).toEqual([
      "10.10.10.0/24",
      "10.10.20.0/24",
      "192.168.10.0/24",
      "custom-flavor",
      "mgmt-net",
      "sriov-image",
      "sriov-net-1",
      "sriov-net-2",
    ]);
    for (const type of [NETWORK, SUBNET, FLAVOR]) {
      expect(prod.ofType(type)).toEqual([]);
    }
  });

  it("gives each SR-IOV port that address of the bond which its own subnet carries", () => {
    expect(named(prod.ofType(PORT), "sriov-vm-1-sriov-1").fixedIps).toEqual([
      { subnetId: "10.10.10.0/24-adopted", ipAddress: "10.10.10.10" },
    ]);
    expect(named(prod.ofType(PORT), "sriov-vm-1-sriov-2").fixedIps).toEqual([
      { subnetId: "10.10.20.0/24-adopted", ipAddress: "10.10.20.10" },
    ]);
  });

  it("has no orchestration port where no such network is configured", () => {
    expect(prod.ofType(PORT).map(({ inputs }) => inputs.name)).toEqual([
      "sriov-vm-1-management",
      "sriov-vm-1-sriov-1",
      "sriov-vm-1-sriov-2",
    ]);
  });
});
