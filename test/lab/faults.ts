import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { withoutNamespace } from "../settings";
import { change, openstack, ROOT, type Said, say } from "./lab";
import { MINUTE } from "./stack";

/** Raw settings below `cpnr:`, to be broken. */
// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test breaks another part of it
type Raw = any;

/** A stack of its own whose configuration is the lab's with something wrong in it. */
class FaultyStack {
  #folder = "";

  get #config(): string {
    return join(this.#folder, "Pulumi.fault.yaml");
  }

  async create(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), "cpnr-fault-"));
    cpSync(join(ROOT, "Pulumi.yaml"), join(this.#folder, "Pulumi.yaml"));
    await say("pulumi", ["--cwd", this.#folder, "stack", "init", "fault"]);
  }

  /** Runs pulumi with the lab's configuration after `breakIt`. */
  pulumi(command: "preview" | "up", breakIt: (raw: Raw) => void, env: NodeJS.ProcessEnv = {}): Promise<Said> {
    const file = parse(readFileSync(process.env.PULUMI_OPTION_CONFIG_FILE as string, "utf8"));
    const raw = withoutNamespace(file.config);
    breakIt(raw);
    file.config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`cpnr:${key}`, value]));
    writeFileSync(this.#config, stringify(file));
    return say(
      "pulumi",
      [
        command,
        "--stack",
        "fault",
        "--non-interactive",
        "--color",
        "never",
        ...(command === "up" ? ["--yes", "--skip-preview"] : []),
      ],
      {
        PULUMI_OPTION_CONFIG_FILE: this.#config,
        ...env,
      },
    );
  }

  async remove(): Promise<void> {
    const env = { PULUMI_OPTION_CONFIG_FILE: this.#config };
    const destroyed = await say(
      "pulumi",
      ["destroy", "--stack", "fault", "--yes", "--skip-preview", "--remove"],
      env,
    );
    rmSync(this.#folder, { recursive: true });
    if (destroyed.code !== 0) {
      throw new Error(destroyed.text);
    }
  }
}

/** Makes a network that takes a VLAN of the first physical network. */
function vlanOnSriov0(segment: string, name: string): Promise<void> {
  const provider = "--provider-network-type vlan --provider-physical-network sriov0 --provider-segment";
  return change("network", "create", ...provider.split(" "), segment, name);
}

/** Each ends in one sentence, not 0, and nothing half-made that the next run can't remove. */
export function faults(): void {
  const stack = new FaultyStack();
  beforeAll(() => stack.create(), MINUTE);
  afterAll(() => stack.remove(), 5 * MINUTE);

  it(
    "is refused for a missing value, before the cloud is asked",
    async () => {
      const { code, text } = await stack.pulumi("preview", (raw) => delete raw.image);
      expect(code).not.toBe(0);
      expect(text).toContain("cpnr:image is missing: set it");
      expect(text).not.toContain("at Object.");
    },
    MINUTE,
  );

  it(
    "is refused for a stack without keys, naming the command that makes them",
    async () => {
      const { code, text } = await stack.pulumi("preview", (raw) => delete raw.keys);
      expect(code).not.toBe(0);
      expect(text).toContain("run `make keys STACK=<stack>`");
    },
    MINUTE,
  );

  it(
    "is refused for an image that Glance has not",
    async () => {
      const { code, text } = await stack.pulumi("preview", (raw) => {
        raw.image = "no-such-image";
      });
      expect(code).not.toBe(0);
      expect(text).toContain('The cloud has no image "no-such-image": correct the name or create it');
    },
    MINUTE,
  );

  it(
    "is refused for a wrong passphrase",
    async () => {
      const { code, text } = await stack.pulumi("preview", () => undefined, {
        PULUMI_CONFIG_PASSPHRASE_FILE: "",
        PULUMI_CONFIG_PASSPHRASE: "wrong",
      });
      expect(code).not.toBe(0);
      expect(text).toContain("incorrect passphrase");
    },
    MINUTE,
  );

  it(
    "is refused for a cloud that can't be reached",
    async () => {
      const { code, text } = await stack.pulumi("preview", () => undefined, {
        OS_CLOUD: "",
        OS_AUTH_URL: "http://127.0.0.1:9/v3",
        OS_USERNAME: "admin",
        OS_PASSWORD: "x",
        OS_PROJECT_NAME: "admin",
        OS_USER_DOMAIN_NAME: "Default",
      });
      expect(code).not.toBe(0);
      expect(text).toContain("The cloud can't be reached: check auth_url");
    },
    2 * MINUTE,
  );

  it(
    "says whose the VLAN is that another network has taken, and leaves nothing that the next run can't remove",
    async () => {
      await vlanOnSriov0("150", "squatter");
      try {
        const { code, text } = await stack.pulumi("up", (raw) => {
          raw.sriov[0].vlan = 150;
          raw.flavor.name = "fault-flavor";
        });
        expect(code).not.toBe(0);
        expect(text).toContain("VLAN 150 on physical network sriov0 is another network's already");
      } finally {
        await change("network", "delete", "squatter");
      }
    },
    3 * MINUTE,
  );

  it(
    "says that no host has a free VF when all are taken",
    async () => {
      await vlanOnSriov0("151", "hoard");
      await change(
        "subnet",
        "create",
        "--network",
        "hoard",
        "--no-dhcp",
        "--subnet-range",
        "10.151.0.0/24",
        "hoard",
      );
      await change("flavor", "create", "--ram", "256", "--vcpus", "1", "--disk", "1", "hoard");
      // The lab's own VNF has one of the eight.
      const ports = Array.from({ length: 7 }, (_, index) => `hoard-${index}`);
      try {
        for (const port of ports) {
          await change("port", "create", "--network", "hoard", "--vnic-type", "direct", port);
        }
        await change(
          "server",
          "create",
          "--image",
          "cpnr-image",
          "--flavor",
          "hoard",
          "--wait",
          ...ports.flatMap((port) => ["--port", port]),
          "hoard",
        );
        expect(await openstack("server", "show", "hoard")).toMatchObject({ status: "ACTIVE" });
        const { code, text } = await stack.pulumi("up", (raw) => {
          raw.sriov[0].vlan = 150;
          raw.sriov[1].vlan = 151;
          raw.flavor.name = "fault-flavor";
        });
        expect(code).not.toBe(0);
        expect(text).toContain(
          "Nova found no host for the server: one needs a free VF on both physical networks",
        );
      } finally {
        await say("openstack", ["server", "delete", "--wait", "hoard"]);
        await say("openstack", ["port", "delete", ...ports]);
        await say("openstack", ["network", "delete", "hoard"]);
        await say("openstack", ["flavor", "delete", "hoard"]);
      }
      expect(await openstack("server", "list", "--name", "hoard")).toEqual([]);
    },
    8 * MINUTE,
  );
}
