import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CommandOutput,
  cpnr,
  createVlanNetwork,
  openstack,
  ROOT,
  runCommand,
  runOpenstack,
} from "../../lab/client/commands";
import { type Raw, writeChangedConfig } from "./changedConfig";
import { MINUTE } from "./stack";

/** A separate stack with the lab's configuration and one fault. */
class FaultyStack {
  #folder = "";

  get #config(): string {
    return join(this.#folder, "Pulumi.fault.yaml");
  }

  async create(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), "cpnr-fault-"));
    cpSync(join(ROOT, "Pulumi.yaml"), join(this.#folder, "Pulumi.yaml"));
    await runCommand("pulumi", ["--cwd", this.#folder, "stack", "init", "fault"]);
  }

  /** Runs pulumi with the lab's configuration after `breakIt`. */
  pulumi(
    command: "preview" | "up",
    breakIt: (raw: Raw) => void,
    env: NodeJS.ProcessEnv = {},
  ): Promise<CommandOutput> {
    writeChangedConfig(this.#config, breakIt);
    return runCommand(
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
    const destroyed = await runCommand(
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

/** Each fault ends with one sentence and an exit code other than 0, and leaves nothing that the next run can't remove. */
export function faults(): void {
  const stack = new FaultyStack();
  beforeAll(() => stack.create(), MINUTE);
  afterAll(() => stack.remove(), 5 * MINUTE);

  it(
    "is rejected for a missing value, before any request to the cloud",
    async () => {
      const { code, text } = await stack.pulumi("preview", (raw) => delete raw.image);
      expect(code).not.toBe(0);
      expect(text).toContain("cpnr:image is missing: set it (Image of the VNFs");
      expect(text).not.toContain("at Object.");
    },
    MINUTE,
  );

  it(
    "is rejected for a stack without keys, with the command that creates them",
    async () => {
      const { code, text } = await stack.pulumi("preview", (raw) => delete raw.keys);
      expect(code).not.toBe(0);
      expect(text).toContain("run `make keys STACK=<stack>`");
    },
    MINUTE,
  );

  it.each(["preflight", "verify", "drill", "heal", "report"])(
    "is rejected by %s for a stack that does not exist, with what to do",
    async (command) => {
      const { code, text } = await cpnr(command, [], { stack: "nope" });
      expect(code).toBe(1);
      expect(text.trim()).toMatch(/There is no stack nope: .* `pulumi stack init nope` creates it\.$/);
    },
    MINUTE,
  );

  it(
    "is rejected for an image that does not exist",
    async () => {
      const { code, text } = await stack.pulumi("preview", (raw) => {
        raw.image.name = "no-such-image";
      });
      expect(code).not.toBe(0);
      expect(text).toContain('Glance has no image "no-such-image" that these credentials see');
    },
    MINUTE,
  );

  it(
    "is rejected for a wrong passphrase",
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
    "is rejected for an unreachable cloud",
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
      expect(causesIn(text)).toEqual([
        expect.stringMatching(/ECONNREFUSED.*The cloud can't be reached: check auth_url/),
      ]);
    },
    2 * MINUTE,
  );

  it(
    "is rejected without credentials, with what to set",
    async () => {
      const { code, text } = await stack.pulumi("preview", () => undefined, { OS_CLOUD: "" });
      expect(code).not.toBe(0);
      expect(causesIn(text)).toEqual([
        "error: The credentials have no auth_url: set it in the cloud's entry in clouds.yaml and set OS_CLOUD, or set OS_AUTH_URL.",
      ]);
    },
    2 * MINUTE,
  );

  it(
    "names the network that already uses the VLAN, and creates nothing",
    async () => {
      await createVlanNetwork("sriov0", "150", "squatter");
      try {
        const { code, text } = await stack.pulumi("up", (raw) => {
          raw.sriov[0].vlan = 150;
          raw.flavor.name = "fault-flavor";
        });
        expect(code).not.toBe(0);
        expect(text).toContain('VLAN 150 of physical network sriov0 is already used by network "squatter"');
      } finally {
        await runOpenstack("network", "delete", "squatter");
      }
    },
    3 * MINUTE,
  );

  it(
    "says that no host has a free VF if all VFs are used",
    async () => {
      await createVlanNetwork("sriov0", "151", "hoard");
      await runOpenstack(
        "subnet",
        "create",
        "--network",
        "hoard",
        "--no-dhcp",
        "--subnet-range",
        "10.151.0.0/24",
        "hoard",
      );
      await runOpenstack("flavor", "create", "--ram", "256", "--vcpus", "1", "--disk", "1", "hoard");
      // The lab's own VNF uses one of the eight VFs.
      const ports = Array.from({ length: 7 }, (_, index) => `hoard-${index}`);
      try {
        for (const port of ports) {
          await runOpenstack("port", "create", "--network", "hoard", "--vnic-type", "direct", port);
        }
        await runOpenstack(
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
        expect(text).toContain("compute-1 has 0 of 8 free");
      } finally {
        await runCommand("openstack", ["server", "delete", "--wait", "hoard"]);
        await runCommand("openstack", ["port", "delete", ...ports]);
        await runCommand("openstack", ["network", "delete", "hoard"]);
        await runCommand("openstack", ["flavor", "delete", "hoard"]);
      }
      expect(await openstack("server", "list", "--name", "hoard")).toEqual([]);
    },
    8 * MINUTE,
  );
}

/** The errors below "Diagnostics": above it, pulumi shows its progress. */
function causesIn(text: string): string[] {
  const diagnostics = text.split("Diagnostics:")[1] ?? "";
  return [...diagnostics.matchAll(/^ *(error: .*)$/gm)].map(([, cause]) => cause as string);
}
