import * as pulumi from "@pulumi/pulumi";
import {
  BondVerification,
  CpnrVnf,
  type CpnrVnfArgs,
  CrossNumaFlavor,
  OvsNetwork,
  SriovNetworkPair,
} from "../../components";
import { planFrom, publicKeyOf } from "../settings";
import { allRegistered, mockCloud, settled } from "./mocks";

const HOST_KEY = pulumi.secret({ publicKey: "ssh-ed25519 AAAAhost", privateKey: "-----BEGIN host" });

function makeNetworks() {
  const management = new OvsNetwork("management", {
    subnets: [{ cidr: "10.20.0.0/24", gateway: "10.20.0.1" }],
  });
  const service = new SriovNetworkPair("service", {
    networks: [
      { physicalNetwork: "sriov0", vlan: 201, numaNode: 0, subnets: [{ cidr: "172.16.2.0/24" }] },
      { physicalNetwork: "sriov1", vlan: 202, numaNode: 1, subnets: [{ cidr: "172.16.2.0/24" }] },
    ],
  });
  return { management, service };
}

function vnfArgs({ management, service }: ReturnType<typeof makeNetworks>): CpnrVnfArgs {
  return {
    imageId: "image",
    flavorId: "flavor",
    management: { network: management, addresses: ["10.20.0.11"] },
    bond: { networks: service, addresses: ["172.16.2.11/24"], gateways: ["172.16.2.1"] },
    day0: { users: [{ name: "ops", authorizedKeys: [publicKeyOf("ops")] }], hostKey: HOST_KEY },
  };
}

/** Returns the message of the error that `construct` throws. */
function messageOf(construct: () => unknown): string {
  try {
    construct();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

describe("another program that uses the components", () => {
  let registered: ReturnType<typeof mockCloud>["registered"];
  let evidence: unknown;

  beforeAll(async () => {
    ({ registered } = mockCloud());
    const vnf = new CpnrVnf("dns-1", vnfArgs(makeNetworks()));
    const login = { user: "ops", privateKey: pulumi.secret("-----BEGIN login") };
    const proof = new BondVerification("dns-1", { vnf, login, dnsName: "www.example.test" });
    new CrossNumaFlavor("dns", { ram: 4096, vcpus: 2, disk: 20 });
    evidence = await settled(proof.evidence);
    await allRegistered();
  });

  const ofType = (type: string) => registered.filter((resource) => resource.type.endsWith(`:${type}`));

  it("names the resources after the components", () => {
    expect(ofType("Network").map(({ inputs }) => inputs.name)).toEqual([
      "management",
      "service-1",
      "service-2",
    ]);
    expect(ofType("Subnet").map(({ inputs }) => inputs.name)).toEqual([
      "management-subnet",
      "service-1-subnet",
      "service-2-subnet",
    ]);
    expect(ofType("Port").map(({ inputs }) => inputs.name)).toEqual([
      "dns-1-management",
      "dns-1-sriov-1",
      "dns-1-sriov-2",
    ]);
    expect(ofType("Instance")[0]?.inputs).toMatchObject({ name: "dns-1", configDrive: true });
    expect(ofType("Flavor")[0]?.inputs).toMatchObject({ name: "dns", ram: 4096, vcpus: 2, disk: 20 });
  });

  it("marks the resources with the running stack", () => {
    expect(ofType("Port").map(({ inputs }) => inputs.tags)).toEqual(Array(3).fill(["cpnr-stack=cpnr/test"]));
    expect(ofType("Instance")[0]?.inputs.metadata).toEqual({ "cpnr-stack": "cpnr/test" });
  });

  it("writes the users' keys into Day0", () => {
    const rendered = JSON.stringify(ofType("Config")[0]?.inputs.parts);
    expect(rendered).toContain(publicKeyOf("ops"));
    expect(rendered).toContain("bond0");
  });

  it("verifies the bond with the defaults of a stack file", () => {
    const request = JSON.parse(
      registered.find(({ type }) => type === "command:local:Command")?.inputs.stdin as string,
    );
    expect(request).toMatchObject({
      owner: "cpnr/test",
      numaNodes: 2,
      vnf: { name: "dns-1", hostname: "dns-1" },
      verification: { user: "ops", bootupTime: 300, recoveryWait: 30, pingGateways: true },
      keys: { hostKey: "ssh-ed25519 AAAAhost" },
    });
    expect(evidence).toMatchObject({ bond: { mode: "active-backup" } });
  });
});

describe("the plan of a component", () => {
  it("equals the plan of the same VNF in a stack file, except for the paths of its networks", async () => {
    mockCloud();
    const { networks, vnfs, bond } = planFrom("lab");
    const described = ({ path: _, role: __, ...network }: (typeof networks.sriov)[0]) => network;
    const [expected] = vnfs;
    const { path: _, role: __, ...management } = networks.management;
    const { path: ___, role: ____, ...orchestration } = networks.orchestration ?? networks.management;
    const vnf = new CpnrVnf("cpnr-dns-1", {
      ...vnfArgs(makeNetworks()),
      hostname: "CPNRDNS01C0",
      management: { network: new OvsNetwork("m", management), addresses: ["10.10.10.101"] },
      orchestration: { network: new OvsNetwork("o", orchestration), addresses: ["192.168.100.101"] },
      bond: {
        ...bond,
        networks: new SriovNetworkPair("s", {
          networks: [described(networks.sriov[0]), described(networks.sriov[1])],
        }),
        addresses: ["172.16.1.10/24"],
        gateways: ["172.16.1.1"],
      },
    });
    const withoutPaths = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, inner) => (key === "path" ? undefined : inner)));
    expect(withoutPaths(vnf.plan)).toEqual(withoutPaths(expected));
    await allRegistered();
  });
});

describe("invalid arguments", () => {
  beforeEach(() => {
    mockCloud();
  });
  afterEach(allRegistered);

  it("of a network are reported all at once, each with its path", () => {
    const subnets = [
      { cidr: "10.20.0.0/24", gateway: "10.30.0.1" },
      { cidr: "10.20.0.128/25", name: "second" },
    ];
    expect(messageOf(() => new OvsNetwork("management", { subnets })).split("\n")).toEqual([
      'OvsNetwork "management" has 2 invalid arguments:',
      expect.stringMatching(/^ {2}subnets\[0\]\.gateway 10\.30\.0\.1 is outside the subnet 10\.20\.0\.0\/24/),
      expect.stringMatching(/^ {2}subnets\[1\]\.cidr 10\.20\.0\.128\/25 overlaps 10\.20\.0\.0\/24/),
    ]);
  });

  it("of a network with a segment that its type can't have are reported", () => {
    const subnets = [{ cidr: "10.20.0.0/24" }];
    const segment = { type: "geneve", physicalNetwork: "physnet1" } as const;
    expect(messageOf(() => new OvsNetwork("management", { subnets, segment }))).toBe(
      'OvsNetwork "management" has an invalid argument:\n  segment.physicalNetwork "physnet1" is set, but a segment of type geneve is a tunnel: remove it.',
    );
  });

  it("of a pair whose NICs share a NUMA node and a physical network are reported", () => {
    const network = {
      physicalNetwork: "sriov0",
      vlan: 201,
      numaNode: 0,
      subnets: [{ cidr: "172.16.2.0/24" }],
    };
    const message = messageOf(
      () => new SriovNetworkPair("service", { networks: [network, { ...network, vlan: 202 }] }),
    );
    expect(message).toMatch(/^SriovNetworkPair "service" has 2 invalid arguments:/);
    expect(message).toMatch(/\n {2}networks\[1\]\.physicalNetwork "sriov0" /);
    expect(message).toMatch(/\n {2}networks\[1\]\.numaNode 0 /);
  });

  it("of a pair whose networks have one name are reported", () => {
    const network = (position: 0 | 1) => ({
      name: "service",
      physicalNetwork: `sriov${position}`,
      vlan: 201 + position,
      numaNode: position,
      subnets: [{ cidr: "172.16.2.0/24" }],
    });
    expect(messageOf(() => new SriovNetworkPair("service", { networks: [network(0), network(1)] }))).toMatch(
      /^SriovNetworkPair "service" has an invalid argument:\n {2}networks\[1\]\.name "service" is already the name of /,
    );
  });

  it("of a flavor whose vCPUs do not divide over its NUMA nodes are reported", () => {
    expect(messageOf(() => new CrossNumaFlavor("dns", { vcpus: 3 }))).toMatch(
      /^CrossNumaFlavor "dns" has an invalid argument:\n {2}vcpus 3 can't be divided equally between 2 NUMA nodes/,
    );
  });

  it("of a VNF with addresses outside every subnet and with the user root are reported", () => {
    const networks = makeNetworks();
    const good = vnfArgs(networks);
    const message = messageOf(
      () =>
        new CpnrVnf("dns-1", {
          ...good,
          management: { ...good.management, addresses: ["10.99.0.11"] },
          bond: { ...good.bond, addresses: ["172.99.2.11/24"] },
          day0: { ...good.day0, users: [{ name: "root" }] },
        }),
    );
    expect(message.split("\n")).toEqual([
      'CpnrVnf "dns-1" has 4 invalid arguments:',
      expect.stringMatching(/^ {2}management\.addresses\[0\] 10\.99\.0\.11 is in no/),
      expect.stringMatching(/^ {2}bond\.addresses\[0\] 172\.99\.2\.11\/24 is in no/),
      expect.stringMatching(/^ {2}bond\.gateways\[0\] 172\.16\.2\.1 is in no/),
      expect.stringMatching(/^ {2}day0\.users\[0\]\.name "root" /),
    ]);
  });

  it("of a verification whose client has an invalid port are reported", () => {
    const vnf = new CpnrVnf("dns-1", vnfArgs(makeNetworks()));
    const client = {
      type: "ssh",
      host: "client",
      user: "ops",
      hostKey: publicKeyOf("client"),
      port: 0,
    } as const;
    const login = { user: "ops", privateKey: "key" };
    expect(messageOf(() => new BondVerification("dns-1", { vnf, login, client }))).toMatch(
      /^BondVerification "dns-1" has an invalid argument:\n {2}client\.port 0: must be at least 1\.$/,
    );
  });
});
