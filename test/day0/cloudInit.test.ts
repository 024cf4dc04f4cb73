import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACTIVATION_PATH } from "../../day0/activation";
import { cloudConfig } from "../../day0/cloudConfig";
import { day0Parts } from "../../day0/parts";
import type { VnfDay0 } from "../../day0/vnf";
import { readByCloudInit, tools } from "./consumers";
import { bonds, labDay0, renderers } from "./vnf";

/** What the real cloud-init says of a document. */
function schema(document: string) {
  const folder = mkdtempSync(join(tmpdir(), "schema-test-"));
  const file = join(folder, "cloud-config.yaml");
  writeFileSync(file, document);
  const { status, stdout, stderr } = spawnSync(join(tools, "cloud-init"), ["schema", "--config-file", file], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  return { status, said: `${stdout}${stderr}` };
}

describe("cloud-init's own schema", () => {
  it.each(renderers)("accepts the cloud-config of the %s renderer", (renderer) => {
    const vnf = labDay0(renderer, bonds["a dual-stack bond"]);
    expect(schema(cloudConfig(vnf))).toEqual({
      status: 0,
      said: expect.stringContaining("Valid cloud-config"),
    });
  });

  it("accepts a user with a password's hash", () => {
    const vnf = labDay0("keyfile");
    const users = vnf.users.map((user) => ({ ...user, passwordHash: "$6$salt$hash" }));
    expect(schema(cloudConfig({ ...vnf, users })).status).toBe(0);
  });

  it("refuses a document that is wrong, so that acceptance means something", () => {
    const wrong = cloudConfig(labDay0("keyfile")).replace("runcmd:", "runcmd: 5\nbootcmd:");
    expect(schema(wrong).status).not.toBe(0);
  });
});

describe("the extra parts of a Day0", () => {
  /** What cloud-init makes of the lab's Day0 with one extra part. */
  function read(contentType: VnfDay0["extraParts"][number]["contentType"], content: string) {
    const parts = day0Parts({
      ...labDay0("keyfile"),
      extraParts: [{ contentType, filename: "extra", content }],
    });
    const [seen] = readByCloudInit([parts]);
    return { parts: seen?.parts ?? [], config: seen?.config as NonNullable<typeof seen>["config"] };
  }
  const own = labDay0("keyfile");

  it("reach cloud-init after the program's own, as they are", () => {
    const content = "#!/bin/sh\r\necho 'é €' 🎉\n--MIMEBOUNDARY--\n\t# the end, without a newline";
    expect(read("text/x-shellscript", content).parts.slice(2)).toEqual([
      { contentType: "text/x-shellscript", filename: "extra", content },
    ]);
  });

  it("are appended where they are cloud-config: neither the bond nor a user is lost", () => {
    const { config } = read(
      "text/cloud-config",
      "#cloud-config\nruncmd: [[reboot]]\nwrite_files: [{path: /etc/motd}]\nusers: [{name: other}]\npackages: [dig]\n",
    );
    expect(config.runcmd).toEqual([[ACTIVATION_PATH], ["reboot"]]);
    expect(config.write_files.map(({ path }) => path).slice(-2)).toEqual([ACTIVATION_PATH, "/etc/motd"]);
    expect(config.users.map(({ name }) => name)).toEqual(["cpnr", "other"]);
    expect(config).toHaveProperty("packages", ["dig"]);
  });

  it("are merged otherwise only where they say how themselves", () => {
    const { config } = read("text/cloud-config", "merge_how: dict(replace)\nruncmd: [[reboot]]\n");
    expect(config.runcmd).toEqual([["reboot"]]);
  });

  it("can't take back what the program says of the host name, of SSH, or of its host key", () => {
    const { config } = read(
      "text/cloud-config",
      "#cloud-config\nhostname: other\nssh_pwauth: true\nssh_keys: {ed25519_public: other}\n",
    );
    expect(config).toMatchObject({ hostname: own.hostname, ssh_pwauth: false });
    expect(config.ssh_keys).toHaveProperty("ed25519_public", own.hostKey.publicKey);
  });

  it.each(["", "## template: jinja\n"])(
    "are rendered where they are templates, whether they say so or not: %j",
    (header) => {
      const { config } = read("text/jinja2", `${header}#cloud-config\nruncmd: [[echo, "{{ v1.region }}"]]\n`);
      expect(config.runcmd).toEqual([[ACTIVATION_PATH], ["echo", "RegionOne"]]);
    },
  );

  it("can't harm the program's cloud-config by being none", () => {
    const { config } = read("text/cloud-config", "a: [b\n--- c: %");
    expect(config.runcmd).toEqual([[ACTIVATION_PATH]]);
  });
});
