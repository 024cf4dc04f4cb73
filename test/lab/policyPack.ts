import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { OPENSTACK_PLUGIN_VERSION } from "../../components/openstackProvider";
import { parseEvents } from "../../preview/events";
import { errorsOf } from "../../preview/messages";

const ROOT = resolve(__dirname, "../..");

let folder: string;
let program: string;
let toolchain: string;

/** What can be wrong in somebody else's program, as JavaScript. */
interface Choices {
  /** Arguments of the second port, as a function of its fixed addresses. */
  readonly port2: string;
  readonly numaNodes: string;
  readonly userData: string;
  readonly hostKey: string;
  readonly protect: string;
}

/** A VNF of somebody else, without a component of this project. */
const somebodyElsesProgram = ({ port2, numaNodes, userData, hostKey, protect }: Choices) => `
const command = require("@pulumi/command");
const openstack = require("@pulumi/openstack");
const pulumi = require("@pulumi/pulumi");

class Provider extends pulumi.ProviderResource {
  constructor() { super("openstack", "openstack", {}, { version: "${OPENSTACK_PLUGIN_VERSION}" }); }
}
const provider = new Provider();
const portOf = (name, physicalNetwork, segmentationId, args) => {
  const segments = [{ networkType: "vlan", physicalNetwork, segmentationId }];
  const network = new openstack.networking.Network(name, { segments }, { provider });
  const subnet = new openstack.networking.Subnet(name, { networkId: network.id, cidr: "172.16.1.0/24" }, { provider });
  const fixedIps = [{ subnetId: subnet.id, ipAddress: "172.16.1.10" }];
  return new openstack.networking.Port(name, { networkId: network.id, binding: { vnicType: "direct" }, ...args(fixedIps) }, { provider });
};
const right = (fixedIps) =>
  ({ fixedIps, portSecurityEnabled: false, noSecurityGroups: true, valueSpecs: { propagate_uplink_status: "true" } });
const ports = [portOf("port-1", "sriov0", 101, right), portOf("port-2", "sriov1", 102, ${port2})];
const flavor = new openstack.compute.Flavor("flavor", { ram: 4096, vcpus: 4, disk: 20, extraSpecs: {
  "hw:numa_nodes": ${numaNodes}, "hw:cpu_policy": "dedicated", "hw:mem_page_size": "1GB",
} }, { provider });
new openstack.compute.Instance("dns", {
  imageId: "cpnr", flavorId: flavor.id, networks: ports.map(({ id }) => ({ port: id })), userData: ${userData},
}, { provider, protect: ${protect} });
new command.remote.Command("wait", {
  connection: { host: "172.16.1.10", user: "ops", privateKey: pulumi.secret("key"), hostKey: ${hostKey} },
  create: "cloud-init status --wait",
});
`;
const USER_DATA = `"ssh_keys: {ed25519_private: '-----BEGIN OPENSSH PRIVATE KEY-----'}"`;

/** Previews a program with the policy pack. No cloud is reachable. */
function preview(source: string, config: object) {
  writeFileSync(join(program, "index.js"), source);
  writeFileSync(join(folder, "policy.json"), JSON.stringify(config));
  const flags = ["--policy-pack", join(ROOT, "policy"), "--policy-pack-config", join(folder, "policy.json")];
  return pulumi("preview", "--stack", "test", ...flags);
}

function pulumi(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: program,
    encoding: "utf8",
    env: {
      HOME: folder,
      TMPDIR: join(folder, "tmp"),
      PATH: `${join(toolchain, "bin")}:${process.env.PATH}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
      OS_AUTH_URL: "http://127.0.0.1:9/v3",
      OS_USERNAME: "nobody",
      OS_PASSWORD: "nothing",
      OS_PROJECT_NAME: "none",
      OS_USER_DOMAIN_NAME: "Default",
    },
  });
  return { status, stdout, stderr, text: `${stdout}${stderr}` };
}

/** `pulumi preview --policy-pack policy`, on somebody else's program. */
export function policyPack(): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-policy-"));
    program = join(folder, "program");
    toolchain = execFileSync(join(ROOT, "toolchain/ensure"), { encoding: "utf8" }).trim();
    for (const path of [program, join(folder, "home"), join(folder, "tmp")]) {
      mkdirSync(path);
    }
    symlinkSync(join(ROOT, "node_modules"), join(program, "node_modules"));
    symlinkSync(join(toolchain, "plugins"), join(folder, "home/plugins"));
    writeFileSync(
      join(program, "Pulumi.yaml"),
      "name: somebody-elses\nruntime: {name: nodejs, options: {typescript: false}}\n",
    );
    writeFileSync(join(program, "package.json"), '{"main": "index.js"}');
    expect(pulumi("stack", "init", "test")).toMatchObject({ status: 0 });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("stops a preview by each mandatory policy, with a sentence for each fault", () => {
    const wrong = {
      port2: "() => ({})",
      numaNodes: '"1"',
      userData: USER_DATA,
      hostKey: "undefined",
      protect: "false",
    };
    const { status, text } = preview(somebodyElsesProgram(wrong), {
      "virtual-functions": { virtualFunctions: { sriov0: 0, sriov1: 8 } },
    });
    expect(status).not.toBe(0);
    for (const [policy, sentence] of [
      ["direct-port", 'The port "port-2" has vnic type direct but portSecurityEnabled is not false'],
      ["direct-port", 'The port "port-2" has vnic type direct but no fixed address'],
      ["cross-numa-server", "has hw:numa_nodes 1, expected 2 or more"],
      ["no-plain-secret", 'The server "dns" has in userData what looks like a private key in plain text'],
      ["pinned-host-key", 'The remote command "wait" accepts any host key of its server'],
      ["virtual-functions", "VFs on the physical network sriov0: the direct ports of the stack need 1"],
      ["protected-server", 'The server "dns" is not protected'],
    ] as const) {
      expect(text).toMatch(new RegExp(`\\[(mandatory|remediate)\\] +${policy} `));
      expect(text).toContain(sentence);
    }
    expect(text).not.toContain('The port "port-1"');
  });

  it("lets a preview pass in which nothing is wrong, and has checked all of it", () => {
    const right = {
      port2: "right",
      numaNodes: '"2"',
      userData: `pulumi.secret(${USER_DATA})`,
      hostKey: '"ssh-ed25519 AAAA"',
      protect: "true",
    };
    const { status, text } = preview(somebodyElsesProgram(right), {
      "virtual-functions": { virtualFunctions: { sriov0: 1, sriov1: 1 } },
    });
    expect(text).toContain("cpnr@v");
    expect(text).not.toMatch(/\[(mandatory|advisory|remediate)\]/);
    expect(status).toBe(0);
  });

  it("lets the comment of a pull request say why a pack does not start", () => {
    const pack = join(folder, "broken");
    mkdirSync(pack);
    symlinkSync(join(ROOT, "node_modules"), join(pack, "node_modules"));
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(pack, "package.json"), '{"main": "main.js"}');
    writeFileSync(join(pack, "main.js"), 'throw new Error("the pack is broken")');
    const reasonsOf = (path: string) => {
      const { status, stdout, stderr } = pulumi(
        "preview",
        "--stack",
        "test",
        "--json",
        "--policy-pack",
        path,
      );
      expect(status).not.toBe(0);
      return errorsOf(parseEvents(stdout, stderr)).join("\n");
    };
    expect(reasonsOf(pack)).toContain("the pack is broken");
    expect(reasonsOf(join(folder, "missing"))).toMatch(/PulumiPolicy.yaml: no such file/);
  });

  it("runs no code from the folder for temporary files, where ts-node, which the SDK registers, would keep what it compiled", () => {
    const entries = readdirSync(join(folder, "tmp"), { recursive: true, withFileTypes: true });
    expect(entries.some(({ name }) => name.startsWith("ts-node-"))).toBe(true);
    expect(entries.filter((entry) => entry.isFile())).toEqual([]);
  });
}
