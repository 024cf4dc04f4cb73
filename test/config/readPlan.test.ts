import { parseKeys } from "../../config/keys";
import { readKeysToComplete, readPlan, type StackConfig } from "../../config/readPlan";
import { newKeyPair, planFrom, rawConfig, settingsOf } from "../settings";
import { faultSentences, faultsOf } from "./faults";
import { changed, fullConfig, type Raw } from "./full";

const KEYS = { login: newKeyPair(), hosts: { "cpnr-dns-1": newKeyPair() } };

/** Creates a stack's configuration in Pulumi's format, with its secrets. Objects and lists are JSON. */
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

describe("The tracked stacks", () => {
  it("have the values of the Cisco guide in the lab", () => {
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

  it("follow the ESC example of the Cisco guide in prod: three NICs, all resources adopted by name", () => {
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
  it("decodes lists and objects, which Pulumi stores as JSON", () => {
    const { keys, ...plan } = read({});
    const { keys: _, ...expected } = planFrom("lab");
    expect(plan).toEqual(expected);
    expect(Object.fromEntries(keys.hosts)).toEqual(KEYS.hosts);
  });

  it("rejects each key of Pulumi's OpenStack provider, says how to set the credentials, and reports all other faults", () => {
    const others = { "openstack:cloud": "lab", "openstack:password": "secret", "aws:region": "eu-west-1" };
    expect(() => read({ managment: {}, ...others })).toThrow(
      /3 faults:\n {2}openstack:cloud is ignored: .*OS_CLOUD.*\n {2}openstack:password is ignored: .*\n {2}cpnr:managment /,
    );
  });

  it("reports all missing keys of an empty stack in one run, with their meaning", () => {
    expect(() => readPlan({ values: {}, encrypted: new Set() })).toThrow(
      /^The configuration has 7 faults:\n {2}cpnr:image is missing: set it \(Image of the VNFs in Glance\)\.\n(.*\n){4}.*cpnr:vnfs is missing.*\n {2}cpnr:keys is missing/,
    );
  });

  it("rejects an unknown key of the stack, and suggests the nearest known key", () => {
    const load = () => read({ verfication: {}, passwordhash: {} });
    expect(load).toThrow('cpnr:verfication is unknown: change it to "verification" if you meant that.');
    expect(load).toThrow('cpnr:passwordhash is unknown: change it to "passwordHashes" if you meant that.');
  });

  it("reports invalid JSON as a fault of its key, and does not show the JSON", () => {
    expect(() => read({ day0: '{"users": hunter2' })).toThrow(
      /^The configuration has a fault:\n {2}cpnr:day0 is not valid JSON, [^"]*$/,
    );
  });

  it("reports the faults of the settings, of the secrets and of the user data size in one run", () => {
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

/** An extra part with which the user data exceeds Nova's limit. */
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

describe("The secret cpnr:keys", () => {
  const { login, hosts } = KEYS;
  const host = hosts["cpnr-dns-1"];
  const other = newKeyPair();

  it.each([
    ["is missing", undefined, "cpnr:keys is missing: run `make keys STACK=<stack>`"],
    [
      "has another structure",
      { login, hosts: [] },
      "cpnr:keys.hosts does not have the structure { login, hosts }",
    ],
    [
      "has no host key for a VNF",
      { login, hosts: {} },
      "cpnr:keys.hosts.cpnr-dns-1 is missing: run `make keys",
    ],
    [
      "has no host key for a VNF, but one with the name of a property of every object",
      { login, hosts: { constructor: other } },
      "cpnr:keys.hosts.cpnr-dns-1 is missing",
    ],
    [
      "has no valid private key",
      { login: { ...login, privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nx" }, hosts },
      "cpnr:keys.login.privateKey is not an OpenSSH private key (not shown)",
    ],
    [
      "has a key with a passphrase",
      { login: newKeyPair("ed25519", "passphrase"), hosts },
      "cpnr:keys.login.privateKey is encrypted with a passphrase",
    ],
    [
      "has no valid public key",
      { login: { ...login, publicKey: "ssh-ed25519 AAAA" }, hosts },
      "cpnr:keys.login.publicKey is not an OpenSSH public key on one line",
    ],
    [
      "has a public key and a private key of different pairs",
      { login, hosts: { "cpnr-dns-1": { ...host, publicKey: other.publicKey } } },
      "cpnr:keys.hosts.cpnr-dns-1.publicKey does not match the privateKey of the same pair",
    ],
    [
      "has a host key of another type",
      { login, hosts: { "cpnr-dns-1": newKeyPair("ecdsa") } },
      "cpnr:keys.hosts.cpnr-dns-1.privateKey has type ecdsa-sha2-nistp256, but cpnr:day0.keyType is ed25519",
    ],
  ])("is rejected if it %s, and the message shows no key", (_, keys, expected) => {
    const message = messageOf(() => read({ keys }));
    expect(message).toContain(expected);
    expect(message).toMatch(/^The configuration has a fault:/);
    expect(message).not.toMatch(/BEGIN OPENSSH|AAAA/);
  });

  it("has no host key for a VNF with the name of a property of every object", () => {
    const { faults } = parseKeys({ login, hosts: {} }, ["constructor", "toString", "valueOf"], "ed25519");
    expect(faults.map(({ path }) => path)).toEqual([
      "keys.hosts.constructor",
      "keys.hosts.toString",
      "keys.hosts.valueOf",
    ]);
  });

  it("can have a login key of any type that OpenSSH supports", () => {
    expect(read({ keys: { login: newKeyPair("ecdsa"), hosts } }).keys.login.publicKey).toMatch(/^ecdsa/);
  });

  it("can be incomplete for cpnr keys, which reports every other fault", () => {
    const incomplete = (changes: object) =>
      readKeysToComplete(stackConfig({ ...rawConfig("lab"), ...changes }));
    expect(incomplete({ keys: undefined })).toEqual({
      vnfs: ["cpnr-dns-1"],
      keys: undefined,
      keyType: "ed25519",
    });
    expect(incomplete({ keys: { login, hosts: {} } }).keys?.login).toEqual(login);
    expect(() => incomplete({ keys: { login, hosts: [] } })).toThrow(
      "cpnr:keys.hosts does not have the structure",
    );
  });
});

describe("The structure of the configuration", () => {
  const lab = rawConfig("lab");

  it.each([
    [
      "a number out of range",
      (raw: Raw) => (raw.sriov[0].vlan = 5000),
      "sriov[0].vlan 5000: must be at most 4094",
    ],
    [
      "a value of another type",
      (raw: Raw) => (raw.sriov[0].vlan = "101"),
      'sriov[0].vlan "101": must be a number',
    ],
    ["a fraction", (raw: Raw) => (raw.flavor.vcpus = 1.5), "flavor.vcpus 1.5: must be a whole number"],
    ["a list instead of an object", (raw: Raw) => (raw.image = []), "image a list: must be an object"],
    [
      "an empty list",
      (raw: Raw) => (raw.day0.users = []),
      "day0.users a list: must have at least 1 element(s)",
    ],
    [
      "a link monitor that the kernel does not support",
      (raw: Raw) => (raw.bond.linkMonitor.type = "mi"),
      'bond.linkMonitor.type "mi": must be mii or arp',
    ],
    [
      "a link monitor without a type",
      (raw: Raw) => (raw.bond.linkMonitor = {}),
      "bond.linkMonitor.type is missing: set it (must be mii or arp)",
    ],
    [
      "an unknown renderer",
      (raw: Raw) => (raw.day0.renderer = "networkd"),
      'day0.renderer "networkd": must be keyfile or nmcli or ifcfg or netplan',
    ],
    [
      "a misspelt key",
      (raw: Raw) => (raw.bond.gratuitous_arp = 3),
      'bond.gratuitous_arp is unknown: change it to "gratuitousArps" if you meant that',
    ],
    [
      "a misspelt key of the chosen link monitor",
      (raw: Raw) => (raw.bond.linkMonitor.mimon = 100),
      'bond.linkMonitor.mimon is unknown: change it to "miimon" if you meant that',
    ],
    [
      "a key of the other link monitor",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["172.16.1.1"]),
      "bond.linkMonitor.targets is unknown: use one of type, miimon, updelay, downdelay",
    ],
    [
      "a key with a dot in an element of a list",
      (raw: Raw) => (raw.vnfs[0]["bond.mtu"] = 1),
      'vnfs[0]["bond.mtu"] is unknown: use one of name, hostname,',
    ],
    [
      "a missing field",
      (raw: Raw) => delete raw.vnfs[0].bond.addresses,
      "vnfs[0].bond.addresses is missing: set it (Addresses with prefix length.",
    ],
    [
      "a long text, which is shortened",
      (raw: Raw) => (raw.vnfs[0].hostname = "a".repeat(100)),
      `vnfs[0].hostname "${"a".repeat(79)}…": must be one DNS label`,
    ],
  ])(
    "is rejected with %s, and the fault has the path, the value and the expected value",
    (_, change, expected) => {
      expect(faultSentences(changed(lab, change))).toEqual([expect.stringContaining(expected)]);
    },
  );

  it("is reported without a value that looks like a secret", () => {
    const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n";
    const faults = faultSentences(changed(lab, (raw) => (raw.day0.users[0].authorizedKeys = [key])));
    expect(faults).toEqual([
      "day0.users[0].authorizedKeys[0] (not shown: it looks like a private key): must be an OpenSSH public key, such as the line in ~/.ssh/id_ed25519.pub",
    ]);
  });

  it("is reported together with the broken rules of other sections", () => {
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
