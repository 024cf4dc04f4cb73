import { listFields } from "../../config/document";
import { checkSettings } from "../../config/settings";
import { faultSentences } from "./faults";
import { changed, fullConfig, type Raw } from "./full";

const IP = "10.0.0.256";
const LONG = "a".repeat(256);

/** A wrong value for each field. It is always wrong, with any values of the other fields. */
const network = {
  name: "",
  adopt: "yes",
  mtu: 67,
  subnets: [],
  "subnets[].name": LONG,
  "subnets[].cidr": "10.0.0.0",
  "subnets[].gateway": IP,
  "subnets[].allocationPools": [],
  "subnets[].allocationPools[].start": IP,
  "subnets[].allocationPools[].end": IP,
};
const segment = { type: "vpls", physicalNetwork: "", id: 0 };
const wrongValues: Readonly<Record<string, unknown>> = {
  image: "cpnr-image",
  "image.name": " cpnr",
  "image.properties": { hw_firmware_type: 1 },
  orchestration: "network",
  ...addSection("orchestration", network),
  "orchestration.securityGroups": [""],
  management: [],
  ...addSection("management", network),
  "management.securityGroups": "default",
  ...addSection("orchestration.segment", segment),
  "orchestration.segment": "vxlan",
  ...addSection("management.segment", segment),
  "management.segment": [],
  sriov: [{}],
  ...addSection("sriov[]", network),
  "sriov[].physicalNetwork": null,
  "sriov[].vlan": 4095,
  "sriov[].numaNode": -1,
  "sriov[].numaPolicy": "strict",
  "sriov[].virtualFunctions": 0,
  flavor: [],
  "flavor.name": 7,
  "flavor.adopt": 1,
  "flavor.ram": 0,
  "flavor.vcpus": 1.5,
  "flavor.disk": -1,
  "flavor.numaNodes": 1,
  "flavor.pageSize": "4KB",
  "flavor.pciNumaPolicy": "none",
  bond: null,
  "bond.name": "bond567890123456",
  "bond.primary": "",
  "bond.failback": "back",
  "bond.linkMonitor": "mii",
  "bond.linkMonitor.type": "ethtool",
  "bond.linkMonitor.miimon": 0,
  "bond.linkMonitor.updelay": -100,
  "bond.linkMonitor.downdelay": "100",
  "bond.linkMonitor.interval": 5,
  "bond.linkMonitor.targets": ["2001:db8::1"],
  "bond.linkMonitor.validate": "both",
  "bond.gratuitousArps": 256,
  "bond.mtu": 1e300,
  day0: true,
  "day0.renderer": "networkd",
  "day0.users": [],
  "day0.users[].name": "a;reboot",
  "day0.users[].authorizedKeys": ["ssh-ed25519 A\nssh-ed25519 B"],
  "day0.users[].sudo": "ALL",
  "day0.extraParts": {},
  "day0.extraParts[].filename": "../motd",
  "day0.extraParts[].contentType": "text/plain",
  "day0.extraParts[].content": "",
  "day0.keyType": "dsa",
  "day0.onChange": "rebuild",
  verification: 1,
  "verification.user": "a b",
  "verification.jumpHost": "jump.example",
  "verification.jumpHost.host": "",
  "verification.jumpHost.port": 0,
  "verification.jumpHost.user": "a b",
  "verification.jumpHost.hostKey": "two\nlines",
  "verification.bootupTime": 0,
  "verification.recoveryWait": 3601,
  "verification.pingGateways": "no",
  "verification.dnsName": "-.example",
  "verification.client": "here",
  "verification.client.type": "there",
  "verification.client.host": "",
  "verification.client.port": 0,
  "verification.client.user": "a b",
  "verification.client.hostKey": "two\nlines",
  drill: 3,
  "drill.afterDeployment": "yes",
  "drill.cuts": 0,
  "drill.maxGap": -1,
  "drill.queryInterval": 1001,
  "drill.cable": "switch",
  rollout: "canary",
  "rollout.canary": "yes",
  "rollout.maxUnavailable": 0,
  heal: "REBOOT_ONLY",
  "heal.policy": "REBOOT",
  "heal.attempts": 0,
  "heal.perHour": 61,
  "heal.perDay": 0,
  "heal.stackPerDay": 0.5,
  "heal.interval": 0.5,
  placement: "anti-affinity",
  "placement.policy": "affinity",
  "placement.availabilityZones": ["nova:compute-1"],
  cloud: "prod",
  "cloud.timeout": 0,
  vnfs: [],
  "vnfs[].name": "a".repeat(242),
  "vnfs[].hostname": "a_b",
  "vnfs[].orchestration": [IP],
  "vnfs[].management": ["10.0.2.11/24"],
  "vnfs[].bond": {},
  "vnfs[].bond.addresses": ["10.0.3.11"],
  "vnfs[].bond.gateways": ["10.0.3.1", "2001:db8:3::1", "10.0.4.1"],
  "vnfs[].adoptPorts": ["port"],
  "vnfs[].adoptPorts.orchestration": "",
  "vnfs[].adoptPorts.management": 7,
  "vnfs[].adoptPorts.sriov-1": " port",
  "vnfs[].adoptPorts.sriov-2": LONG,
  "vnfs[].availabilityZone": "nova:compute-1",
  "vnfs[].host": "compute:1",
};

describe("The login of a jump host", () => {
  it.each(["first.last", "a@corp", "DOMAIN\\ops", "_svc", "Ops"])(
    "can be %s, because Day0 does not make it",
    (user) => {
      const raw = changed(fullConfig(), ({ verification }) => (verification.jumpHost.user = user));
      expect(faultSentences(raw)).toEqual([]);
    },
  );
});

describe("A field of docs/configuration.md", () => {
  const defaults = new Map(listFields().map((field) => [field.path, field.default]));
  const configs = [fullConfig("mii"), fullConfig("arp")];

  it("has a wrong value in this test, and every wrong value belongs to a field", () => {
    expect(Object.keys(wrongValues).sort()).toEqual([...defaults.keys()].sort());
  });

  it.each([...defaults])("has in the settings the value that was set: %s", (path, defaultValue) => {
    const configsWithField = configs.filter((raw) => getValue(raw, path) !== undefined);
    expect(configsWithField).not.toEqual([]);
    for (const raw of configsWithField) {
      expect(`\`${JSON.stringify(getValue(raw, path))}\``).not.toBe(defaultValue);
      expect({ value: getValue(checkSettings(raw), path) }).toMatchObject({ value: getValue(raw, path) });
    }
  });

  it.each(Object.entries(wrongValues))(
    "is rejected with a wrong value, and the fault has its path: %s",
    (path, value) => {
      const configWithField = configs.find((raw) => getValue(raw, path) !== undefined);
      const faults = faultSentences(changed(configWithField, (raw) => setValue(raw, path, value)));
      expect(faults).not.toEqual([]);
      expect(faults.filter((fault) => !fault.startsWith(path.replaceAll("[]", "[0]")))).toEqual([]);
    },
  );
});

/** Adds the name of a section to the paths of its fields. */
function addSection(section: string, table: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([path, value]) => [`${section}.${path}`, value]));
}

/** Returns the value at `path`. In a list, it uses the first element. */
function getValue(raw: Raw, path: string): Raw {
  return path.split(/\.|(?=\[)/).reduce((at, step) => at?.[step === "[]" ? 0 : step], raw);
}

function setValue(raw: Raw, path: string, value: unknown): void {
  const steps = path.split(/\.|(?=\[)/).map((step) => (step === "[]" ? 0 : step));
  const last = steps.pop() as string | number;
  steps.reduce((at, step) => at[step], raw)[last] = value;
}
