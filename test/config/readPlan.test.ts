import { readKeysToComplete, readPlan, type StackConfig } from "../../config/readPlan";
import { newKeyPair, planFrom, rawConfig, settingsOf } from "../settings";
import { faultsOf, told } from "./faults";
import { changed, fullConfig, type Raw } from "./full";

const KEYS = { login: newKeyPair(), hosts: { "cpnr-dns-1": newKeyPair() } };

/** A stack's configuration as Pulumi keeps it, with its secrets; objects and lists are JSON. */
function stackConfig(raw: Readonly<Record<string, unknown>>): StackConfig {
  const entries = Object.entries({ keys: KEYS, ...raw }).filter(([, value]) => value !== undefined);
  const values = entries.map(([key, value]) => [
    key.includes(":") ? key : `cpnr:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { values: Object.fromEntries(values), encrypted: new Set(["cpnr:keys", "cpnr:passwordHashes"]) };
}

const read = (changes: Readonly<Record<string, unknown>>) =>
  readPlan(stackConfig({ ...rawConfig("lab"), ...changes }));

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
      bond: { name: "bond0", linkMonitor: { type: "mii", miimon: 100 }, failback: "stay" },
      vnfs: [{ bond: { addresses: ["172.16.1.10/24"], gateways: ["172.16.1.1"] } }],
      verification: { bootupTime: 300, recoveryWait: 30 },
    });
  });

  it("follow the seed's ESC example for prod: three NICs, everything adopted by name", () => {
    expect(settingsOf("prod")).toMatchObject({
      image: { name: "sriov-image" },
      management: { name: "mgmt-net", adopt: true },
      sriov: [
        { name: "sriov-net-1", adopt: true },
        { name: "sriov-net-2", adopt: true },
      ],
      flavor: { name: "custom-flavor", adopt: true },
      vnfs: [{ management: ["192.168.10.101"], bond: { addresses: ["10.10.10.10/24", "10.10.20.10/24"] } }],
    });
    expect(settingsOf("prod").orchestration).toBeUndefined();
  });
});

describe("readPlan", () => {
  it("decodes lists and objects, which Pulumi keeps as JSON", () => {
    const { keys, ...plan } = read({});
    const { keys: _, ...expected } = planFrom("lab");
    expect(plan).toEqual(expected);
    expect(Object.fromEntries(keys.hosts)).toEqual(KEYS.hosts);
  });

  it("refuses the keys of Pulumi's OpenStack provider, each with where credentials are read, among all faults", () => {
    const others = { "openstack:cloud": "lab", "openstack:password": "secret", "aws:region": "eu-west-1" };
    expect(() => read({ managment: {}, ...others })).toThrow(
      /3 faults:\n {2}openstack:cloud is not read: .*OS_CLOUD.*\n {2}openstack:password is not read: .*\n {2}cpnr:managment /,
    );
  });

  it("names every missing key of an empty stack at once, and what it holds", () => {
    expect(() => readPlan({ values: {}, encrypted: new Set() })).toThrow(
      /^The configuration has 7 faults:\n {2}cpnr:image is missing, set it: Image of the VNFs, in Glance\.\n(.*\n){4}.*cpnr:vnfs is missing.*\n {2}cpnr:keys is missing/,
    );
  });

  it("refuses an unknown key of the stack, and suggests the near one", () => {
    const load = () => read({ verfication: {}, passwordhash: {} });
    expect(load).toThrow('cpnr:verfication is unknown: write "verification" if that is meant.');
    expect(load).toThrow('cpnr:passwordhash is unknown: write "passwordHashes" if that is meant.');
  });

  it("tells malformed JSON as a fault of its key, and shows nothing of it", () => {
    expect(() => read({ day0: '{"users": hunter2' })).toThrow(
      /^The configuration has a fault:\n {2}cpnr:day0 is malformed JSON, [^"]*$/,
    );
  });

  it("names the faults of the settings, of the secrets and of the user data's size in one run", () => {
    const day0 = { ...(rawConfig("lab").day0 as object), extraParts: [LONG_PART] };
    const changes = { day0, heal: { attempts: 99 }, keys: { login: KEYS.login, hosts: {} } };
    const passwordHashes = { cpnr: "hunter2", stranger: `$6$salt$${"0".repeat(86)}` };
    const message = messageOf(() => read({ ...changes, passwordHashes }));
    expect(message.split("\n").map((line) => line.trim().split(" ")[0])).toEqual([
      "The",
      "cpnr:heal.attempts",
      "cpnr:vnfs[0]",
      "cpnr:keys.hosts.cpnr-dns-1",
      "cpnr:passwordHashes.cpnr",
      "cpnr:passwordHashes.stranger",
    ]);
    expect(message).not.toContain("hunter2");
  });
});

/** A part that takes user data over Nova's limit. */
const LONG_PART = {
  filename: "long.sh",
  contentType: "text/x-shellscript",
  content: `#!/bin/sh\n${"x".repeat(60_000)}`,
};

function messageOf(act: () => unknown): string {
  try {
    act();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the secret cpnr:keys", () => {
  const { login, hosts } = KEYS;
  const host = hosts["cpnr-dns-1"];
  const other = newKeyPair();

  it.each([
    ["is missing", undefined, "cpnr:keys is missing: run `make keys STACK=<stack>`"],
    ["has another shape", { login, hosts: [] }, "cpnr:keys.hosts has another shape than { login, hosts }"],
    ["lacks a host key", { login, hosts: {} }, "cpnr:keys.hosts.cpnr-dns-1 is missing: run `make keys"],
    [
      "lacks the host key of a VNF that is named as a property of every object",
      { login, hosts: { constructor: other } },
      "cpnr:keys.hosts.cpnr-dns-1 is missing",
    ],
    [
      "holds no private key",
      { login: { ...login, privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nx" }, hosts },
      "cpnr:keys.login.privateKey is not an OpenSSH private key (not shown)",
    ],
    [
      "holds a key with a passphrase",
      { login: newKeyPair("ed25519", "passphrase"), hosts },
      "cpnr:keys.login.privateKey is encrypted with a passphrase",
    ],
    [
      "holds no public key",
      { login: { ...login, publicKey: "ssh-ed25519 AAAA" }, hosts },
      "cpnr:keys.login.publicKey is not an OpenSSH public key in one line",
    ],
    [
      "holds halves of two pairs",
      { login, hosts: { "cpnr-dns-1": { ...host, publicKey: other.publicKey } } },
      "cpnr:keys.hosts.cpnr-dns-1.publicKey does not belong to the privateKey beside it",
    ],
    [
      "holds a host key of another type",
      { login, hosts: { "cpnr-dns-1": newKeyPair("ecdsa") } },
      "cpnr:keys.hosts.cpnr-dns-1.privateKey is of type ecdsa-sha2-nistp256, and a host key must be ssh-ed25519",
    ],
  ])("is refused if it %s, and no key is shown", (_, keys, says) => {
    const message = messageOf(() => read({ keys }));
    expect(message).toContain(says);
    expect(message).toMatch(/^The configuration has a fault:/);
    expect(message).not.toMatch(/BEGIN OPENSSH|AAAA/);
  });

  it("may hold a login key of any type that OpenSSH has", () => {
    expect(read({ keys: { login: newKeyPair("ecdsa"), hosts } }).keys.login.publicKey).toMatch(/^ecdsa/);
  });

  it("may be incomplete for the command that completes it, which is told every other fault", () => {
    const incomplete = (changes: object) =>
      readKeysToComplete(stackConfig({ ...rawConfig("lab"), ...changes }));
    expect(incomplete({ keys: undefined })).toEqual({ vnfs: ["cpnr-dns-1"], keys: undefined });
    expect(incomplete({ keys: { login, hosts: {} } }).keys?.login).toEqual(login);
    expect(() => incomplete({ keys: { login, hosts: [] } })).toThrow("cpnr:keys.hosts has another shape");
  });
});

describe("the shape of the configuration", () => {
  const lab = rawConfig("lab");

  it.each([
    [
      "a number out of range",
      (raw: Raw) => (raw.sriov[0].vlan = 5000),
      "sriov[0].vlan 5000: must be at most 4094",
    ],
    ["another type", (raw: Raw) => (raw.sriov[0].vlan = "101"), 'sriov[0].vlan "101": must be a number'],
    ["a fraction", (raw: Raw) => (raw.flavor.vcpus = 1.5), "flavor.vcpus 1.5: must be a whole number"],
    ["a list for an object", (raw: Raw) => (raw.image = []), "image a list: must be an object"],
    [
      "an empty list",
      (raw: Raw) => (raw.day0.users = []),
      "day0.users a list: must have at least 1 element(s)",
    ],
    [
      "a link monitor that the kernel does not have",
      (raw: Raw) => (raw.bond.linkMonitor.type = "mi"),
      'bond.linkMonitor.type "mi": must be mii or arp',
    ],
    [
      "a link monitor of no type",
      (raw: Raw) => (raw.bond.linkMonitor = {}),
      "bond.linkMonitor.type is missing, set it: must be mii or arp",
    ],
    [
      "another renderer",
      (raw: Raw) => (raw.day0.renderer = "netplan"),
      'day0.renderer "netplan": must be keyfile or nmcli or ifcfg',
    ],
    [
      "a misspelt key",
      (raw: Raw) => (raw.bond.gratuitous_arp = 3),
      'bond.gratuitous_arp is unknown: write "gratuitousArps" if that is meant',
    ],
    [
      "a misspelt key of the chosen link monitor",
      (raw: Raw) => (raw.bond.linkMonitor.mimon = 100),
      'bond.linkMonitor.mimon is unknown: write "miimon" if that is meant',
    ],
    [
      "a key of the other link monitor",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["172.16.1.1"]),
      "bond.linkMonitor.targets is unknown: known there are type, miimon, updelay, downdelay",
    ],
    [
      "a key in a list's element that is no name",
      (raw: Raw) => (raw.vnfs[0]["bond.mtu"] = 1),
      'vnfs[0]["bond.mtu"] is unknown: known there are name, hostname,',
    ],
    [
      "a missing field",
      (raw: Raw) => delete raw.vnfs[0].bond.addresses,
      "vnfs[0].bond.addresses is missing, set it: Addresses with prefix length.",
    ],
    [
      "text of many characters, shortened",
      (raw: Raw) => (raw.vnfs[0].hostname = "a".repeat(100)),
      `vnfs[0].hostname "${"a".repeat(79)}…": must be one DNS label`,
    ],
  ])("refuses %s, with its path, its value and what would be right", (_, change, expected) => {
    expect(told(changed(lab, change))).toEqual([expect.stringContaining(expected)]);
  });

  it("is told without a value that looks like a secret", () => {
    const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n";
    const faults = told(changed(lab, (raw) => (raw.day0.users[0].authorizedKeys = [key])));
    expect(faults).toEqual([
      "day0.users[0].authorizedKeys[0] (not shown: it looks like a private key): must be one line",
    ]);
  });

  it("is told together with the rules that read other sections", () => {
    const faults = faultsOf(
      changed(fullConfig(), (raw) => {
        raw.bond.mtu = "large";
        raw.vnfz = [];
        raw.sriov[1].numaNode = raw.sriov[0].numaNode;
        raw.verification.user = "nobody";
      }),
    );
    expect(faults.map(({ path, rule }) => [path, rule])).toEqual([
      ["bond.mtu", "shape"],
      ["vnfz", "unknown-key"],
      ["sriov[1].numaNode", "two-numa-nodes"],
      ["verification.user", "verification-user-exists"],
    ]);
  });
});
