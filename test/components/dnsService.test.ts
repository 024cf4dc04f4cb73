import { DnsService } from "../../components/dnsService";
import type { Raw } from "../preflight/cloud";
import { keysFor, planFrom, publicKeyOf, rawConfig, vnfLike } from "../settings";
import { goodEvidence } from "../verify/evidence";
import { allRegistered, mockCloud, type Registered, settled } from "./mocks";

const NETWORK = "openstack:networking/network:Network";
const SUBNET = "openstack:networking/subnet:Subnet";
const PORT = "openstack:networking/port:Port";
const FLAVOR = "openstack:compute/flavor:Flavor";
const INSTANCE = "openstack:compute/instance:Instance";
const SERVER_GROUP = "openstack:compute/serverGroup:ServerGroup";
const DAY0 = "cloudinit:index/config:Config";
const COMMAND = "command:remote:Command";
const LOCAL_COMMAND = "command:local:Command";

/** A valid hash that matches no known password. */
const HASH = `$6$salt$${"0".repeat(86)}`;

async function deploy(raw: Parameters<typeof planFrom>[0], newVnfs?: string[]) {
  const cloud = mockCloud();
  const plan = planFrom(raw, new Map([["cpnr", HASH]]));
  const service = new DnsService("cpnr", { plan, owner: "cpnr/test", newVnfs });
  const vnfs = await settled(service.vnfs);
  await allRegistered();
  const ofType = (type: string) => cloud.registered.filter((resource) => resource.type === type);
  return { ...cloud, service, vnfs, ofType };
}

function named(resources: Registered[], name: string): Record<string, unknown> {
  const found = resources.find((resource) => resource.inputs.name === name);
  expect(found).toBeDefined();
  return found?.inputs ?? {};
}

describe("the lab's DNS service", () => {
  let lab: Awaited<ReturnType<typeof deploy>>;
  beforeAll(async () => {
    lab = await deploy("lab");
  });

  it("creates the four networks of the Cisco guide: two of the cloud's tenant type, and one VLAN on each of two physical networks", () => {
    expect(lab.ofType(NETWORK).map(({ inputs }) => [inputs.name, inputs.segments])).toEqual([
      ["orchestration-network", undefined],
      ["management-network", undefined],
      ["sriov-network-1", [{ networkType: "vlan", physicalNetwork: "sriov0", segmentationId: 101 }]],
      ["sriov-network-2", [{ networkType: "vlan", physicalNetwork: "sriov1", segmentationId: 102 }]],
    ]);
  });

  it("creates a subnet without DHCP for each network", () => {
    expect(
      lab.ofType(SUBNET).map(({ inputs }) => [inputs.name, inputs.cidr, inputs.gatewayIp, inputs.enableDhcp]),
    ).toEqual([
      ["orchestration-subnet", "192.168.100.0/24", "192.168.100.1", false],
      ["management-subnet", "10.10.10.0/24", "10.10.10.1", false],
      ["sriov-subnet-1", "172.16.1.0/24", "172.16.1.1", false],
      ["sriov-subnet-2", "172.16.1.0/24", "172.16.1.1", false],
    ]);
  });

  it("creates the flavor of the Cisco guide: two NUMA nodes, dedicated CPUs, large pages", () => {
    expect(named(lab.ofType(FLAVOR), "cross-numa-flavor")).toMatchObject({
      ram: 8192,
      vcpus: 4,
      disk: 40,
      extraSpecs: { "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" },
    });
  });

  it.each([1, 2])(
    "creates SR-IOV port %i as direct, with uplink propagation and without security groups",
    (position) => {
      const port = named(lab.ofType(PORT), `cpnr-dns-1-sriov-${position}`);
      expect(port).toMatchObject({
        binding: { vnicType: "direct" },
        portSecurityEnabled: false,
        noSecurityGroups: true,
        valueSpecs: { propagate_uplink_status: "true" },
        fixedIps: [{ ipAddress: "172.16.1.10" }],
      });
      expect(port).not.toHaveProperty("securityGroupIds");
    },
  );

  it.each([
    ["orchestration", "192.168.100.101"],
    ["management", "10.10.10.101"],
  ])("creates the %s port as a normal port with the VNF's address", (role, ipAddress) => {
    const port = named(lab.ofType(PORT), `cpnr-dns-1-${role}`);
    expect(port).toMatchObject({ fixedIps: [{ ipAddress }] });
    expect(port).not.toHaveProperty("binding");
    expect(port).not.toHaveProperty("valueSpecs");
  });

  it("creates the server with its four ports in the order of the Cisco guide, and with a config drive", () => {
    expect(named(lab.ofType(INSTANCE), "cpnr-dns-1")).toMatchObject({
      configDrive: true,
      flavorId: "cpnr-cross-numa-flavor-id",
      imageId: "cpnr-image-adopted",
      networks: ["orchestration", "management", "sriov-1", "sriov-2"].map((role) => ({
        port: `cpnr-cpnr-dns-1-${role}-id`,
      })),
    });
  });

  it("writes the ports' MAC addresses from Neutron into Day0, the primary first", () => {
    const rendered = JSON.stringify(lab.ofType(DAY0)[0]?.inputs.parts);
    expect(rendered).toContain("primary=$(interface_of 'fa:16:3e:00:00:01')");
    expect(rendered).toContain("second=$(interface_of 'fa:16:3e:00:00:02')");
  });

  it("waits for SSH with the host key from Day0 after it has created the server", () => {
    const [boot] = lab.ofType(COMMAND);
    const keys = keysFor("cpnr-dns-1");
    expect(boot?.inputs.connection).toMatchObject({
      host: "10.10.10.101",
      user: "cpnr",
      privateKey: keys.login.privateKey,
      hostKey: keys.hosts["cpnr-dns-1"]?.publicKey,
    });
    expect(boot?.inputs.triggers).toContain("cpnr-cpnr-dns-1-server-id");
  });

  it("verifies after that, with a command that names no folder and gets its keys as a secret", () => {
    const [checks] = lab.ofType(LOCAL_COMMAND);
    expect(checks?.inputs.triggers).toContain("cpnr-cpnr-dns-1-server-id");
    expect(checks?.inputs).not.toHaveProperty("dir");
    expect(checks?.secrets).toContain("stdin");
    const { stdin, ...shown } = checks?.inputs ?? {};
    expect(JSON.parse(stdin as string)).toMatchObject({
      owner: "cpnr/test",
      numaNodes: 2,
      vnf: { name: "cpnr-dns-1" },
      verification: { user: "cpnr", client: { type: "here" } },
      cloud: { timeout: 30 },
      keys: { privateKey: expect.stringContaining("PRIVATE KEY") },
    });
    expect(JSON.stringify(shown)).not.toContain("PRIVATE KEY");
    const types = lab.registered.map(({ type }) => type);
    expect(types.indexOf(LOCAL_COMMAND)).toBeGreaterThan(types.indexOf(COMMAND));
  });

  it("marks every resource with its stack, so that preflight recognizes it", () => {
    for (const { inputs } of [...lab.ofType(NETWORK), ...lab.ofType(PORT)]) {
      expect(inputs.tags).toEqual(["cpnr-stack=cpnr/test"]);
    }
    expect(named(lab.ofType(INSTANCE), "cpnr-dns-1").metadata).toEqual({ "cpnr-stack": "cpnr/test" });
    expect(named(lab.ofType(FLAVOR), "cross-numa-flavor")).toMatchObject({
      extraSpecs: { "cpnr:stack": "cpnr/test" },
    });
  });

  it("gives a user the password from the stack's secret", () => {
    expect(JSON.stringify(lab.ofType(DAY0)[0]?.inputs.parts)).toContain(HASH);
  });

  it("outputs each VNF's server, addresses, ports and evidence", () => {
    expect(lab.vnfs).toEqual({
      "cpnr-dns-1": {
        serverId: "cpnr-cpnr-dns-1-server-id",
        management: ["10.10.10.101"],
        bondAddresses: ["172.16.1.10/24"],
        portIds: ["orchestration", "management", "sriov-1", "sriov-2"].map(
          (role) => `cpnr-cpnr-dns-1-${role}-id`,
        ),
        evidence: goodEvidence(),
      },
    });
  });

  it("knows the security groups of the ports outside the bond, also if Neutron chose them", async () => {
    expect(await settled(lab.service.securityGroupIds)).toEqual(["default-group"]);
  });

  it("gives every resource a unique name that begins with the name of the service", () => {
    for (const { name } of lab.registered) {
      expect(name).toMatch(/^cpnr(-|$)/);
    }
    expect(new Set(lab.registered.map(({ type, name }) => `${type}:${name}`)).size).toBe(
      lab.registered.length,
    );
  });
});

describe("the placement of the VNFs", () => {
  const deployWith = (placement: object | undefined, vnfs = 2) => {
    const raw = rawConfig("lab") as Raw;
    raw.vnfs = Array.from({ length: vnfs }, (_, index) => vnfLike(raw.vnfs[0], index + 1));
    return deploy({ ...raw, ...(placement === undefined ? {} : { placement }) });
  };
  const requestsOf = ({ ofType }: Awaited<ReturnType<typeof deploy>>) =>
    ofType(LOCAL_COMMAND).map(({ inputs }) => JSON.parse(inputs.stdin as string));

  it.each([
    [undefined, "soft-anti-affinity"],
    [{ policy: "anti-affinity" }, "anti-affinity"],
  ])(
    "is one server group, whose name begins with the stack's mark, for all servers (%j)",
    async (placement, policy) => {
      const { ofType } = await deployWith(placement);
      expect(ofType(SERVER_GROUP).map(({ name, inputs }) => [name, inputs])).toEqual([
        ["cpnr-anti-affinity-group", { name: `cpnr-stack=cpnr/test ${policy}`, policies: [policy] }],
      ]);
      expect(ofType(INSTANCE).map(({ inputs }) => inputs.schedulerHints)).toEqual(
        Array(2).fill([{ group: "cpnr-anti-affinity-group-id" }]),
      );
    },
  );

  it("has no server group with the policy none", async () => {
    const { ofType } = await deployWith({ policy: "none" });
    expect(ofType(SERVER_GROUP)).toEqual([]);
    for (const { inputs } of ofType(INSTANCE)) {
      expect(inputs).not.toHaveProperty("schedulerHints");
    }
  });

  it.each([undefined, { policy: "anti-affinity" }, { policy: "none" }])(
    "replaces no server that exists (%j)",
    async (placement) => {
      const { ofType } = await deployWith(placement);
      expect(ofType(INSTANCE).map(({ ignoreChanges }) => ignoreChanges)).toEqual(
        Array(2).fill(["schedulerHints"]),
      );
    },
  );

  it("gives the VNFs the zones in turn, and replaces no server for such a zone", async () => {
    const { ofType } = await deployWith({ availabilityZones: ["east", "west"] }, 3);
    expect(ofType(INSTANCE).map(({ inputs }) => inputs.availabilityZone)).toEqual(["east", "west", "east"]);
    expect(ofType(INSTANCE)[0]?.ignoreChanges).toEqual(["schedulerHints", "availabilityZone"]);
  });

  it("does not change the request of a verification with the default policy: existing VNFs are not verified again", async () => {
    const [first] = requestsOf(await deployWith(undefined));
    expect(Object.keys(first)).toEqual([
      "vnf",
      "peers",
      "numaNodes",
      "cloud",
      "verification",
      "owner",
      "keys",
    ]);
    expect(first.vnf).not.toHaveProperty("keepsZone");
  });

  it.each(["anti-affinity", "none"])("is verified with the policy %s", async (policy) => {
    for (const request of requestsOf(await deployWith({ policy }))) {
      expect(request.placementPolicy).toBe(policy);
    }
  });
});

describe("a drill after the deployment", () => {
  it("runs once for all VNFs, and again when a server is replaced", async () => {
    const drilled = await deploy({ ...rawConfig("lab"), drill: { afterDeployment: true } });
    const drills = drilled.ofType(LOCAL_COMMAND).filter(({ name }) => name === "cpnr-drill-command");
    expect(drills.map(({ inputs }) => [inputs.create, inputs.triggers])).toEqual([
      ["node bin/cpnr.js drill --stack test", ["cpnr-cpnr-dns-1-server-id"]],
    ]);
    expect(drilled.registered.at(-1)?.name).toBe("cpnr-drill-command");
  });

  it("does not run without cpnr:drill.afterDeployment", async () => {
    const { ofType } = await deploy("lab");
    expect(ofType(LOCAL_COMMAND).map(({ name }) => name)).toEqual(["cpnr-cpnr-dns-1-verification-checks"]);
  });
});

describe("a service of several VNFs", () => {
  /** Deploys VNFs, and returns the position of a resource of a VNF in the order of registration. */
  const deployVnfs = async (count: number, newVnfs: string[] = []) => {
    const raw = rawConfig("lab") as Raw;
    raw.vnfs = Array.from({ length: count }, (_, index) => vnfLike(raw.vnfs[0], index + 1));
    const { registered } = await deploy(raw, newVnfs);
    return (type: string, vnf: number) =>
      registered.findIndex(({ type: other, name }) => other === type && name.includes(`cpnr-dns-${vnf}`));
  };

  it("changes an existing VNF only after the verification of the VNF before it", async () => {
    const position = await deployVnfs(2);
    expect(position(COMMAND, 1)).toBeGreaterThan(position(INSTANCE, 1));
    expect(position(PORT, 2)).toBeGreaterThan(position(LOCAL_COMMAND, 1));
    expect(position(PORT, 2)).toBeGreaterThan(position(COMMAND, 1));
  });

  it("makes new VNFs at the same time", async () => {
    const position = await deployVnfs(2, ["cpnr-dns-1", "cpnr-dns-2"]);
    expect(position(PORT, 2)).toBeLessThan(position(LOCAL_COMMAND, 1));
  });

  it("makes the first of four new VNFs before the others, and those at the same time", async () => {
    const position = await deployVnfs(4, ["cpnr-dns-1", "cpnr-dns-2", "cpnr-dns-3", "cpnr-dns-4"]);
    for (const other of [2, 3, 4]) {
      expect(position(PORT, other)).toBeGreaterThan(position(LOCAL_COMMAND, 1));
      expect(position(PORT, other)).toBeLessThan(position(LOCAL_COMMAND, 2));
    }
  });
});

describe("a service with optional settings", () => {
  // biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test changes another part of it
  const changed = (change: (raw: any) => void) => {
    const raw = rawConfig("lab");
    change(raw);
    return deploy(raw);
  };

  it("puts the addresses of both families on each port", async () => {
    const { ofType } = await changed((raw) => {
      raw.management.subnets.push({ name: "management-v6", cidr: "fd00:10::/64", gateway: "fd00:10::1" });
      raw.vnfs[0].management.push("fd00:10::101");
      for (const [index, network] of raw.sriov.entries()) {
        network.subnets.push({ name: `sriov-${index}-v6`, cidr: "fd00:172::/64", gateway: "fd00:172::1" });
      }
      raw.vnfs[0].bond.addresses.push("fd00:172::10/64");
      raw.vnfs[0].bond.gateways.push("fd00:172::1");
    });
    const addresses = (port: string) =>
      (named(ofType(PORT), port).fixedIps as { ipAddress: string }[]).map(({ ipAddress }) => ipAddress);
    expect(addresses("cpnr-dns-1-management")).toEqual(["10.10.10.101", "fd00:10::101"]);
    expect(addresses("cpnr-dns-1-sriov-1")).toEqual(["172.16.1.10", "fd00:172::10"]);
    expect(addresses("cpnr-dns-1-sriov-2")).toEqual(["172.16.1.10", "fd00:172::10"]);
    expect(named(ofType(SUBNET), "management-v6")).toMatchObject({ ipVersion: 6, enableDhcp: false });
  });

  it("puts two addresses of one subnet on each port and on the bond, and no default route without a gateway", async () => {
    const { ofType } = await changed((raw) => {
      raw.vnfs[0].bond = { addresses: ["172.16.1.10/24", "172.16.1.11/24"] };
    });
    for (const [index, port] of ["cpnr-dns-1-sriov-1", "cpnr-dns-1-sriov-2"].entries()) {
      const subnetId = `cpnr-sriov-${index + 1}-sriov-subnet-${index + 1}-id`;
      expect(named(ofType(PORT), port).fixedIps).toEqual([
        { subnetId, ipAddress: "172.16.1.10" },
        { subnetId, ipAddress: "172.16.1.11" },
      ]);
    }
    const rendered = JSON.stringify(ofType(DAY0)[0]?.inputs.parts);
    expect(rendered).toContain("address2=172.16.1.11/24");
    expect(rendered).not.toContain("gateway=");
  });

  it("uses existing ports: creates none, has their MAC addresses in Day0, and passes their ids to Nova", async () => {
    const { ofType, lookups, vnfs, service } = await changed((raw) => {
      for (const network of [raw.orchestration, raw.management, ...raw.sriov]) {
        network.adopt = true;
      }
      raw.vnfs[0].adoptPorts = {
        orchestration: "given-orchestration",
        management: "given-management",
        "sriov-1": "given-sriov-1",
        "sriov-2": "given-sriov-2",
      };
    });
    expect(ofType(PORT)).toEqual([]);
    const roles = ["orchestration", "management", "sriov-1", "sriov-2"];
    const ids = roles.map((role) => `given-${role}-adopted`);
    expect(vnfs["cpnr-dns-1"]?.portIds).toEqual(ids);
    expect(named(ofType(INSTANCE), "cpnr-dns-1").networks).toEqual(ids.map((port) => ({ port })));
    expect(JSON.stringify(ofType(DAY0)[0]?.inputs.parts)).toContain(
      "primary=$(interface_of 'fa:16:3e:00:00:01')",
    );
    const looked = lookups
      .filter(({ type }) => type.endsWith(":getPort"))
      .map(({ inputs }) => inputs.networkId);
    expect(looked).toEqual([
      "orchestration-network-adopted",
      "management-network-adopted",
      "sriov-network-1-adopted",
      "sriov-network-2-adopted",
    ]);
    expect(await settled(service.securityGroupIds)).toEqual([
      "group-of-given-management",
      "group-of-given-orchestration",
    ]);
  });

  it("creates the ports that it does not adopt", async () => {
    const { ofType } = await changed((raw) => {
      raw.sriov[0].adopt = true;
      raw.vnfs[0].adoptPorts = { "sriov-1": "given-sriov-1" };
    });
    expect(ofType(PORT).map(({ inputs }) => inputs.name)).toEqual([
      "cpnr-dns-1-orchestration",
      "cpnr-dns-1-management",
      "cpnr-dns-1-sriov-2",
    ]);
  });

  it("keeps the segment of a network that exists, because Neutron changes none", async () => {
    const { ofType } = await deploy("lab");
    const ignored = ofType(NETWORK).map(({ inputs, ignoreChanges }) => [
      inputs.name,
      ignoreChanges.includes("segments"),
    ]);
    expect(Object.fromEntries(ignored)).toEqual({
      "orchestration-network": true,
      "management-network": true,
      "sriov-network-1": true,
      "sriov-network-2": true,
    });
  });

  it("passes the segment that the stack file chooses", async () => {
    const { ofType } = await changed((raw) => {
      raw.management.segment = { type: "vlan", physicalNetwork: "physnet3", id: 7 };
    });
    expect(named(ofType(NETWORK), "management-network").segments).toEqual([
      { networkType: "vlan", physicalNetwork: "physnet3", segmentationId: 7 },
    ]);
  });

  it("gives the ports of a network its NUMA policy, and the flavor the policy of all VFs", async () => {
    const { ofType } = await changed((raw) => {
      raw.sriov[1].numaPolicy = "required";
      raw.flavor.pciNumaPolicy = "preferred";
    });
    expect(named(ofType(PORT), "cpnr-dns-1-sriov-1").valueSpecs).toEqual({ propagate_uplink_status: "true" });
    expect(named(ofType(PORT), "cpnr-dns-1-sriov-2").valueSpecs).toEqual({
      propagate_uplink_status: "true",
      numa_affinity_policy: "required",
    });
    expect(ofType(FLAVOR)[0]?.inputs).toMatchObject({
      extraSpecs: { "hw:pci_numa_affinity_policy": "preferred" },
    });
  });

  it("gives a switched port no security group for an empty list, and Neutron's default group without a list", async () => {
    const { ofType } = await changed((raw) => {
      raw.management.securityGroups = [];
    });
    expect(named(ofType(PORT), "cpnr-dns-1-management")).toMatchObject({ noSecurityGroups: true });
    expect(named(ofType(PORT), "cpnr-dns-1-orchestration")).not.toHaveProperty("noSecurityGroups");
  });

  it("does not ask a Neutron to propagate the uplink's status if the bond monitors by ARP", async () => {
    const { ofType } = await changed((raw) => {
      raw.bond.linkMonitor = { type: "arp", interval: 100, targets: ["172.16.1.1"] };
    });
    const port = named(ofType(PORT), "cpnr-dns-1-sriov-1");
    expect(port).toMatchObject({ binding: { vnicType: "direct" } });
    expect(port).not.toHaveProperty("valueSpecs");
  });

  it("passes MTU, allocation pools and page size to Neutron and Nova", async () => {
    const { ofType } = await changed((raw) => {
      raw.sriov[0].mtu = 9000;
      raw.sriov[1].mtu = 9000;
      raw.management.subnets[0].allocationPools = [{ start: "10.10.10.150", end: "10.10.10.200" }];
      raw.flavor.pageSize = "1GB";
    });
    expect(named(ofType(NETWORK), "sriov-network-2").mtu).toBe(9000);
    expect(named(ofType(NETWORK), "management-network")).not.toHaveProperty("mtu");
    expect(named(ofType(SUBNET), "management-subnet").allocationPools).toEqual([
      { start: "10.10.10.150", end: "10.10.10.200" },
    ]);
    expect(named(ofType(FLAVOR), "cross-numa-flavor")).toMatchObject({
      extraSpecs: { "hw:mem_page_size": "1GB" },
    });
  });

  it("makes the VF of the configured network the primary", async () => {
    const { ofType } = await changed((raw) => {
      raw.bond.primary = "sriov-network-2";
    });
    const rendered = JSON.stringify(ofType(DAY0)[0]?.inputs.parts);
    expect(rendered).toContain("primary=$(interface_of 'fa:16:3e:00:00:02')");
    expect(rendered).toContain("second=$(interface_of 'fa:16:3e:00:00:01')");
  });

  it.each([
    [{ availabilityZone: "rack-2" }, "rack-2"],
    [{ host: "compute-7" }, "nova:compute-7"],
    [{ availabilityZone: "rack-2", host: "compute-7" }, "rack-2:compute-7"],
  ])("passes %j to Nova as %s", async (place, zone) => {
    const { ofType } = await changed((raw) => Object.assign(raw.vnfs[0], place));
    expect(named(ofType(INSTANCE), "cpnr-dns-1").availabilityZone).toBe(zone);
  });

  it("verifies through the jump host, with its host key", async () => {
    const jumpHost = { host: "jump.example.org", user: "ops", hostKey: publicKeyOf("jump") };
    const { ofType } = await changed((raw) => {
      raw.verification.jumpHost = jumpHost;
    });
    expect(ofType(COMMAND)[0]?.inputs.connection).toMatchObject({
      proxy: { ...jumpHost, port: 22, privateKey: keysFor().login.privateKey },
    });
  });

  it("passes the login key to the DNS client over SSH", async () => {
    const { ofType } = await changed((raw) => {
      raw.verification.client = {
        type: "ssh",
        host: "client",
        user: "ops",
        hostKey: publicKeyOf("client"),
      };
    });
    expect(JSON.parse(ofType(LOCAL_COMMAND)[0]?.inputs.stdin as string)).toMatchObject({
      verification: { client: { type: "ssh", host: "client", port: 22 } },
      keys: { privateKey: keysFor().login.privateKey },
    });
  });

  it("gives no password hash to a user with the name of a property of every object", async () => {
    const { ofType } = await changed((raw) => {
      raw.day0.users.push({ name: "constructor" });
    });
    const rendered = JSON.stringify(ofType(DAY0)[0]?.inputs.parts);
    expect(rendered.match(/hashed_passwd/g)).toHaveLength(1);
  });

  it("adds extra parts after the parts of the program", async () => {
    const part = { filename: "extra.sh", contentType: "text/x-shellscript", content: "#!/bin/sh\n:\n" };
    const { ofType } = await changed((raw) => {
      raw.day0.extraParts = [part];
    });
    const [day0] = ofType(DAY0);
    expect((day0?.inputs.parts as object[] | undefined)?.at(-1)).toMatchObject({
      content: expect.stringContaining(part.filename),
    });
  });
});

describe("several deployments in one process", () => {
  it("each register the hooks, because a hook belongs to one deployment", async () => {
    const hooks = ["explain", "refuse-failed-server", "remove-leftovers"];
    const first = await deploy("lab");
    const second = await deploy("lab");
    expect(first.hooks.filter((name) => hooks.includes(name)).sort()).toEqual(hooks);
    expect(second.hooks.filter((name) => hooks.includes(name)).sort()).toEqual(hooks);
  });
});

describe("the prod stack", () => {
  let prod: Awaited<ReturnType<typeof deploy>>;
  beforeAll(async () => {
    prod = await deploy("prod");
  });

  it("looks up networks, subnets, flavor and image by name, and creates none", () => {
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

  it("gives each SR-IOV port the bond's address in its own subnet", () => {
    expect(named(prod.ofType(PORT), "sriov-vm-1-sriov-1").fixedIps).toEqual([
      { subnetId: "10.10.10.0/24-adopted", ipAddress: "10.10.10.10" },
    ]);
    expect(named(prod.ofType(PORT), "sriov-vm-1-sriov-2").fixedIps).toEqual([
      { subnetId: "10.10.20.0/24-adopted", ipAddress: "10.10.20.10" },
    ]);
  });

  it("has no orchestration port without an orchestration network", () => {
    expect(prod.ofType(PORT).map(({ inputs }) => inputs.name)).toEqual([
      "sriov-vm-1-management",
      "sriov-vm-1-sriov-1",
      "sriov-vm-1-sriov-2",
    ]);
  });
});
