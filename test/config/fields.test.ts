import { fields } from "../../config/document";
import { checkSettings } from "../../config/settings";
import { told } from "./faults";
import { changed, fullConfig, type Raw } from "./full";

const IP = "10.0.0.256";
const LONG = "a".repeat(256);

/** Something wrong for each field, whatever stands around it. */
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
const wrong: Readonly<Record<string, unknown>> = {
  image: "cpnr-image",
  "image.name": " cpnr",
  "image.properties": { hw_firmware_type: 1 },
  orchestration: "network",
  ...below("orchestration", network),
  "orchestration.securityGroups": [""],
  management: [],
  ...below("management", network),
  "management.securityGroups": "default",
  sriov: [{}],
  ...below("sriov[]", network),
  "sriov[].physicalNetwork": null,
  "sriov[].vlan": 4095,
  "sriov[].numaNode": -1,
  "sriov[].virtualFunctions": 0,
  flavor: [],
  "flavor.name": 7,
  "flavor.adopt": 1,
  "flavor.ram": 0,
  "flavor.vcpus": 1.5,
  "flavor.disk": -1,
  "flavor.numaNodes": 1,
  "flavor.pageSize": "4KB",
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
  "day0.renderer": "netplan",
  "day0.users": [],
  "day0.users[].name": "a;reboot",
  "day0.users[].authorizedKeys": ["ssh-ed25519 A\nssh-ed25519 B"],
  "day0.users[].sudo": "ALL",
  "day0.extraParts": {},
  "day0.extraParts[].filename": "../motd",
  "day0.extraParts[].contentType": "text/plain",
  "day0.extraParts[].content": "",
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
  heal: "REBOOT_ONLY",
  "heal.policy": "REBOOT",
  "heal.attempts": 0,
  "heal.interval": 0.5,
  vnfs: [],
  "vnfs[].name": "a".repeat(242),
  "vnfs[].hostname": "a_b",
  "vnfs[].orchestration": [IP],
  "vnfs[].management": ["10.0.2.11/24"],
  "vnfs[].bond": {},
  "vnfs[].bond.addresses": ["10.0.3.11"],
  "vnfs[].bond.gateways": ["10.0.3.1", "2001:db8:3::1", "10.0.4.1"],
  "vnfs[].availabilityZone": "nova:compute-1",
  "vnfs[].host": "compute:1",
};

describe("a field of docs/configuration.md", () => {
  const defaults = new Map(fields().map((field) => [field.path, field.default]));
  const configs = [fullConfig("mii"), fullConfig("arp")];

  it("has something wrong in this test's table, and the table nothing that is no field", () => {
    expect(Object.keys(wrong).sort()).toEqual([...defaults.keys()].sort());
  });

  it.each([...defaults])("%s is shown in the settings as it is set", (path, byDefault) => {
    const having = configs.filter((raw) => get(raw, path) !== undefined);
    expect(having).not.toEqual([]);
    for (const raw of having) {
      expect(`\`${JSON.stringify(get(raw, path))}\``).not.toBe(byDefault);
      expect({ value: get(checkSettings(raw), path) }).toMatchObject({ value: get(raw, path) });
    }
  });

  it.each(Object.entries(wrong))("%s is refused, with its path, for what it can't be", (path, value) => {
    const having = configs.find((raw) => get(raw, path) !== undefined);
    const faults = told(changed(having, (raw) => set(raw, path, value)));
    expect(faults).not.toEqual([]);
    expect(faults.filter((fault) => !fault.startsWith(path.replaceAll("[]", "[0]")))).toEqual([]);
  });
});

/** The table of a section's fields with their whole paths. */
function below(section: string, table: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([path, value]) => [`${section}.${path}`, value]));
}

/** The value at `path`, of the first element where a list has several. */
function get(raw: Raw, path: string): Raw {
  return path.split(/\.|(?=\[)/).reduce((at, step) => at?.[step === "[]" ? 0 : step], raw);
}

function set(raw: Raw, path: string, value: unknown): void {
  const steps = path.split(/\.|(?=\[)/).map((step) => (step === "[]" ? 0 : step));
  const last = steps.pop() as string | number;
  steps.reduce((at, step) => at[step], raw)[last] = value;
}
