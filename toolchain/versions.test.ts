import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OPENSTACK_PLUGIN_VERSION } from "../components/openstackProvider";

const root = join(__dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const json = (path: string) => JSON.parse(read(path));

/** The pins of versions.env by their names. */
const pins = Object.fromEntries(
  [...read("toolchain/versions.env").matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
);

/** The version of a Go module that another requires, without its "v". */
function required(module: string, dependency: string): string | undefined {
  const lines = read(`toolchain/${module}/go.mod`).matchAll(/^(?:require |\t)(\S+) v(\S+)/gm);
  return [...lines].find(([, name]) => name === dependency)?.[2];
}

/** A version as numbers that compare. */
const order = (version: string) => version.split(".").reduce((sum, part) => sum * 1000 + Number(part), 0);

describe("versions.env agrees with", () => {
  test.each([
    ["engine", "github.com/pulumi/pulumi/pkg/v3", "PULUMI_VERSION"],
    ["engine", "github.com/pulumi/pulumi/sdk/v3", "PULUMI_VERSION"],
    ["language-nodejs", "github.com/pulumi/pulumi/sdk/v3", "PULUMI_VERSION"],
    ["openstack", "github.com/pulumi/pulumi-terraform-bridge/v3", "PULUMI_TERRAFORM_BRIDGE_VERSION"],
    [
      "openstack",
      "github.com/terraform-provider-openstack/terraform-provider-openstack/v3",
      "TERRAFORM_PROVIDER_OPENSTACK_VERSION",
    ],
    [
      "../tools/provider",
      "github.com/terraform-provider-openstack/terraform-provider-openstack/v3",
      "TERRAFORM_PROVIDER_OPENSTACK_VERSION",
    ],
    ["command", "github.com/pulumi/pulumi-go-provider", "PULUMI_GO_PROVIDER_VERSION"],
    ["cloudinit", "github.com/pulumi/pulumi-go-provider", "PULUMI_GO_PROVIDER_VERSION"],
  ])("toolchain/%s/go.mod on %s", (module, dependency, pin) => {
    expect(required(module, dependency)).toBe(pins[pin]);
  });

  test.each(["engine", "language-nodejs", "openstack", "command", "cloudinit", "../tools/provider"])(
    "toolchain/%s/go.mod on the oldest Go",
    (module) => {
      const go = /^go (.+)$/m.exec(read(`toolchain/${module}/go.mod`))?.[1] ?? "";
      const [major = "", minor = "", patch = "0"] = go.split(".");
      expect(order(`${major}.${minor}.${patch}`)).toBeLessThanOrEqual(order(pins.GO_VERSION ?? ""));
    },
  );

  test("the plugin that the program asks for", () => {
    expect(OPENSTACK_PLUGIN_VERSION).toBe(pins.OPENSTACK_VERSION);
  });

  test("the plugin on the settings that Pulumi's bridge reads from the environment", () => {
    const settings = (path: string) =>
      [...read(path).matchAll(/^\t+"(\w+)": +"(OS_\w+)",$/gm)].map(([, name, variable]) => [name, variable]);
    expect(settings("tools/provider/read.go")).toHaveLength(7);
    expect(settings("tools/provider/read.go")).toEqual(settings("toolchain/openstack/provider.go"));
  });

  test("the installed @pulumi/command", () => {
    const locked = json("package-lock.json").packages["node_modules/@pulumi/command"].version;
    expect(locked.replace(/^v/, "")).toBe(pins.COMMAND_VERSION);
  });

  test("sdks/cloudinit", () => {
    const sdk = json("sdks/cloudinit/package.json");
    expect([sdk.version, sdk.pulumi.version]).toEqual([pins.CLOUDINIT_VERSION, pins.CLOUDINIT_VERSION]);
  });
});
