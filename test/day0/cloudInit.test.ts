import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { renderCloudConfig } from "../../day0/cloudConfig";
import { day0Parts } from "../../day0/parts";
import type { VnfDay0 } from "../../day0/vnf";
import { partsThatAreDropped, partsThatAreRead } from "../config/cloudConfigs";
import { partsThatAppend, partsThatReplace } from "../config/mergeMethods";
import { tools } from "../tools";
import { readByCloudInit, setNameByCloudInit } from "./consumers";
import { bonds, labDay0, renderers } from "./vnf";

/** Runs the schema check of the real cloud-init. */
function checkSchema(document: string) {
  const folder = mkdtempSync(join(tmpdir(), "schema-test-"));
  const file = join(folder, "cloud-config.yaml");
  writeFileSync(file, document);
  const { status, stdout, stderr } = spawnSync(join(tools, "cloud-init"), ["schema", "--config-file", file], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  return { status, output: `${stdout}${stderr}` };
}

describe("The schema check of cloud-init", () => {
  it.each(renderers)("accepts the cloud-config with the renderer %s", (renderer) => {
    const vnf = labDay0(renderer, bonds["a dual-stack bond"]);
    expect(checkSchema(renderCloudConfig(vnf))).toEqual({
      status: 0,
      output: expect.stringContaining("Valid cloud-config"),
    });
  });

  it("accepts a user with a password hash", () => {
    const vnf = labDay0("keyfile");
    const users = vnf.users.map((user) => ({ ...user, passwordHash: "$6$salt$hash" }));
    expect(checkSchema(renderCloudConfig({ ...vnf, users })).status).toBe(0);
  });

  it("rejects a wrong document", () => {
    const wrong = renderCloudConfig(labDay0("keyfile")).replace("runcmd:", "runcmd: 5\nbootcmd:");
    expect(checkSchema(wrong).status).not.toBe(0);
  });
});

describe("The host name in the guest", () => {
  /** Classes of cloud-init. Those of the RHEL family prefer the name with a domain. */
  const distros = ["debian", "ubuntu", "rhel", "almalinux", "centos", "rocky", "fedora"];
  const config = parse(renderCloudConfig(labDay0("keyfile")));

  it.each(setNameByCloudInit(config, distros).map((set, index) => [distros[index], set] as const))(
    "is the configured one, not Nova's name of the server (%s)",
    (_, { hostname, hosts }) => {
      expect(hostname).toBe("CPNRDNS01C0");
      expect(hosts.map((line) => line.split(/\s+/).slice(1))).toContainEqual(["CPNRDNS01C0", "CPNRDNS01C0"]);
      expect(hosts.join()).not.toContain("novalocal");
    },
  );

  it("would be Nova's name in the RHEL family without the key fqdn", () => {
    const { fqdn: _, ...without } = config;
    expect(setNameByCloudInit(without, ["debian", "rhel"]).map(({ hostname }) => hostname)).toEqual([
      "CPNRDNS01C0",
      "cpnr-dns-1.novalocal",
    ]);
  });
});

describe("The extra parts of a Day0", () => {
  /** Reads the lab's Day0 with one extra part, with the real cloud-init. */
  function read(contentType: VnfDay0["extraParts"][number]["contentType"], content: string) {
    const parts = day0Parts({
      ...labDay0("keyfile"),
      extraParts: [{ contentType, filename: "extra", content }],
    });
    const [userData] = readByCloudInit([parts]);
    return {
      parts: userData?.parts ?? [],
      config: userData?.config as NonNullable<typeof userData>["config"],
    };
  }
  const own = labDay0("keyfile");

  it("are read unchanged by cloud-init, after the program's own parts", () => {
    const content = "#!/bin/sh\r\necho 'é €' 🎉\n--MIMEBOUNDARY--\n\t# the end, without a newline";
    expect(read("text/x-shellscript", content).parts.slice(2)).toEqual([
      { contentType: "text/x-shellscript", filename: "extra", content },
    ]);
  });

  it("are appended if they are cloud-config: the bond and all users remain", () => {
    const { config } = read(
      "text/cloud-config",
      "#cloud-config\nruncmd: [[reboot]]\nwrite_files: [{path: /etc/motd}]\nusers: [{name: other}]\npackages: [dig]\n",
    );
    expect(config.runcmd).toEqual([[ACTIVATION_PATH], ["reboot"]]);
    expect(config.write_files.map(({ path }) => path).slice(-2)).toEqual([ACTIVATION_PATH, "/etc/motd"]);
    expect(config.users.map(({ name }) => name)).toEqual(["cpnr", "other"]);
    expect(config).toHaveProperty("packages", ["dig"]);
  });

  it.each(partsThatReplace)("replace the program's commands with a merge method: %j", (content) => {
    expect(read("text/cloud-config", content).config.runcmd).toEqual([["reboot"]]);
  });

  it.each(partsThatAppend)("append their commands without a merge method: %j", (content) => {
    expect(read("text/cloud-config", content).config.runcmd).toEqual([[ACTIVATION_PATH], ["reboot"]]);
  });

  it.each(partsThatAreRead)("are read by cloud-init: %j", (content) => {
    expect(read("text/cloud-config", content).config).toHaveProperty("marker");
  });

  it.each(partsThatAreDropped)("are dropped by cloud-init: %j", (content) => {
    expect(read("text/cloud-config", content).config).not.toHaveProperty("marker");
  });

  it("can't override the host name, the SSH settings and the host key of the program", () => {
    const { config } = read(
      "text/cloud-config",
      "#cloud-config\nhostname: other\nssh_pwauth: true\nssh_keys: {ed25519_public: other}\n",
    );
    expect(config).toMatchObject({ hostname: own.hostname, ssh_pwauth: false });
    expect(config.ssh_keys).toHaveProperty("ed25519_public", own.hostKey.publicKey);
  });

  it.each(["", "## template: jinja\n"])(
    "are rendered if they are templates, with the header %j",
    (header) => {
      const { config } = read("text/jinja2", `${header}#cloud-config\nruncmd: [[echo, "{{ v1.region }}"]]\n`);
      expect(config.runcmd).toEqual([[ACTIVATION_PATH], ["echo", "RegionOne"]]);
    },
  );

  it("can't break the program's cloud-config if they are invalid", () => {
    const { config } = read("text/cloud-config", "a: [b\n--- c: %");
    expect(config.runcmd).toEqual([[ACTIVATION_PATH]]);
  });
});
