import { ConfigError, checkSettings, loadSettings } from "../../config/load";
import { rawConfig, settingsOf } from "../settings";

// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test breaks another part of it
type Raw = any;

/** A raw lab configuration in which `change` has altered something. */
function changed(change: (raw: Raw) => void): unknown {
  const raw = structuredClone(rawConfig("lab"));
  change(raw);
  return raw;
}

function faultsOf(raw: unknown): string[] {
  try {
    checkSettings(raw);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.faults.map(({ path, sentence }) => `${path} ${sentence}`);
    }
    throw error;
  }
  return [];
}

describe("the tracked stacks", () => {
  it("hold the seed's values for the lab", () => {
    expect(settingsOf("lab")).toMatchObject({
      orchestration: { name: "orchestration-network", subnets: [{ cidr: "192.168.100.0/24" }] },
      management: { name: "management-network", subnets: [{ cidr: "10.10.10.0/24" }] },
      sriov: [
        { name: "sriov-network-1", physicalNetwork: "sriov0", vlan: 101, numaNode: 0 },
        { name: "sriov-network-2", physicalNetwork: "sriov1", vlan: 102, numaNode: 1 },
      ],
      flavor: { name: "cross-numa-flavor", ram: 8192, vcpus: 4, disk: 40, numaNodes: 2 },
      bond: { name: "bond0", miimon: 100, failback: "stay" },
      vnfs: [{ bondAddresses: ["172.16.1.10/24"], gateway: "172.16.1.1" }],
      verification: { bootupTime: 300, recoveryWait: 30 },
    });
  });

  it("follow the seed's ESC example for prod: three NICs, everything adopted by name", () => {
    expect(settingsOf("prod")).toMatchObject({
      image: "sriov-image",
      management: { name: "mgmt-net", adopt: true },
      sriov: [
        { name: "sriov-net-1", adopt: true },
        { name: "sriov-net-2", adopt: true },
      ],
      flavor: { name: "custom-flavor", adopt: true },
      vnfs: [{ management: "192.168.10.101", bondAddresses: ["10.10.10.10/24", "10.10.20.10/24"] }],
    });
    expect(settingsOf("prod").orchestration).toBeUndefined();
  });
});

describe("loadSettings", () => {
  it("decodes lists and objects, which Pulumi keeps as JSON, and leaves strings alone", () => {
    const raw = rawConfig("lab");
    const get = (key: string) =>
      typeof raw[key] === "string" ? raw[key] : raw[key] && JSON.stringify(raw[key]);
    expect(loadSettings({ get: (key) => get(key) as string | undefined })).toEqual(settingsOf("lab"));
  });

  it("names every missing key of an empty stack at once", () => {
    expect(() => loadSettings({ get: () => undefined })).toThrow(
      /^The configuration has 6 faults:\n {2}cpnr:image is missing.*\n(.*\n){4}.*cpnr:vnfs is missing/,
    );
  });
});

describe("the shape of the configuration", () => {
  it.each([
    ["a VLAN out of range", (raw: Raw) => (raw.sriov[0].vlan = 5000), "sriov[0].vlan 5000: "],
    ["an unknown key", (raw: Raw) => (raw.bond.mimon = 100), 'bond Unrecognized key: "mimon"'],
    [
      "a host name that is no DNS label",
      (raw: Raw) => (raw.vnfs[0].hostname = "a_b"),
      'vnfs[0].hostname "a_b": must be one DNS label',
    ],
    [
      "a login name with a shell in it",
      (raw: Raw) => (raw.day0.users[0].name = "a;reboot"),
      'day0.users[0].name "a;reboot": must be a login name',
    ],
    [
      "an interface name of 16 characters",
      (raw: Raw) => (raw.bond.name = "bond567890123456"),
      'bond.name "bond567890123456": must be 1 to 15 characters',
    ],
    [
      "an address without prefix length",
      (raw: Raw) => (raw.vnfs[0].bondAddresses = ["172.16.1.10"]),
      'vnfs[0].bondAddresses[0] "172.16.1.10": must be an address with a prefix length',
    ],
    [
      "a gateway that is no address",
      (raw: Raw) => (raw.vnfs[0].gateway = "gw"),
      'vnfs[0].gateway "gw": must be an IPv4 or IPv6 address',
    ],
    ["no user at all", (raw: Raw) => (raw.day0.users = []), "day0.users "],
    [
      "a missing bond address",
      (raw: Raw) => delete raw.vnfs[0].bondAddresses,
      "vnfs[0].bondAddresses is missing",
    ],
  ])("refuses %s, with its path and value", (_, change, expected) => {
    expect(faultsOf(changed(change))).toEqual([expect.stringContaining(expected)]);
  });
});

describe("the rules between fields", () => {
  it.each([
    [
      "both VFs on one physical network",
      (raw: Raw) => (raw.sriov[1].physicalNetwork = "sriov0"),
      'sriov[1].physicalNetwork "sriov0" is the first',
    ],
    [
      "both NICs on one NUMA node",
      (raw: Raw) => (raw.sriov[1].numaNode = 0),
      "sriov[1].numaNode node 0 is the first",
    ],
    [
      "a NUMA node that the flavor does not span",
      (raw: Raw) => (raw.sriov[1].numaNode = 2),
      "sriov[1].numaNode node 2 is outside the 2 nodes",
    ],
    [
      "RAM that does not divide over the nodes",
      (raw: Raw) => (raw.flavor.ram = 8191),
      "flavor.ram 8191 does not divide over 2",
    ],
    [
      "vCPUs that do not divide over the nodes",
      (raw: Raw) => (raw.flavor.vcpus = 5),
      "flavor.vcpus 5 does not divide over 2",
    ],
    [
      "a created SR-IOV network without VLAN",
      (raw: Raw) => delete raw.sriov[0].vlan,
      "sriov[0].vlan is missing",
    ],
    [
      "a management address outside its subnet",
      (raw: Raw) => (raw.vnfs[0].management = "10.10.11.1"),
      "vnfs[0].management 10.10.11.1 is in none of the network's subnets (10.10.10.0/24)",
    ],
    [
      "no address in a configured orchestration network",
      (raw: Raw) => delete raw.vnfs[0].orchestration,
      "vnfs[0].orchestration is missing",
    ],
    [
      "an orchestration address without the network",
      (raw: Raw) => delete raw.orchestration,
      "vnfs[0].orchestration 192.168.100.101 has no network",
    ],
    [
      "a bond address that neither network carries",
      (raw: Raw) => (raw.vnfs[0].bondAddresses = ["172.16.1.10/24", "10.9.9.9/24"]),
      "vnfs[0].bondAddresses[1] 10.9.9.9/24 is in no subnet",
    ],
    [
      "an SR-IOV network without a bond address",
      (raw: Raw) => (raw.sriov[1].subnets[0].cidr = "172.16.2.0/24"),
      'vnfs[0].bondAddresses has no address in "sriov-network-2"',
    ],
    [
      "a gateway beside the bond's networks",
      (raw: Raw) => (raw.vnfs[0].gateway = "172.16.9.1"),
      "vnfs[0].gateway 172.16.9.1 is on no network",
    ],
    [
      "a verification user that Day0 does not make",
      (raw: Raw) => (raw.verification.user = "nobody"),
      'verification.user "nobody" is none of day0.users (cpnr)',
    ],
  ])("refuses %s", (_, change, expected) => {
    expect(faultsOf(changed(change))).toEqual([expect.stringContaining(expected)]);
  });

  it("refuses a second VNF with the first one's name and addresses, each fault by itself", () => {
    const faults = faultsOf(changed((raw) => raw.vnfs.push(raw.vnfs[0])));
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual([
      "vnfs[1].orchestration",
      "vnfs[1].management",
      "vnfs[1].bondAddresses[0]",
      "vnfs[1].name",
    ]);
  });

  it("reports every broken rule in one run", () => {
    const faults = faultsOf(
      changed((raw) => {
        raw.sriov[1].physicalNetwork = "sriov0";
        raw.flavor.vcpus = 3;
        raw.vnfs[0].management = "10.99.0.1";
      }),
    );
    expect(faults).toHaveLength(3);
  });

  it("leaves an adopted flavor's size and an adopted network's VLAN alone", () => {
    const raw = changed((lab) => {
      lab.flavor = { name: "custom-flavor", adopt: true, vcpus: 3 };
      lab.sriov[0] = { ...lab.sriov[0], adopt: true, vlan: undefined };
    });
    expect(faultsOf(raw)).toEqual([]);
  });
});
