import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { renderCloudConfig } from "../../day0/cloudConfig";
import { day0Parts } from "../../day0/parts";
import { multipart } from "../../day0/userData";
import type { CloudConfig } from "./consumers";
import { bonds, labDay0, renderers, renderings } from "./vnf";

function cloudConfigOf(...args: Parameters<typeof labDay0>): CloudConfig {
  return parse(renderCloudConfig(labDay0(...args))) as CloudConfig;
}

function fileOf(config: CloudConfig, path: string): string {
  const file = config.write_files.find((candidate) => candidate.path === path);
  expect(file).toBeDefined();
  return file?.content ?? "";
}

describe("The Day0 of a VNF", () => {
  it("has the two parts of the Cisco guide in their order", () => {
    expect(day0Parts(labDay0("keyfile")).map(({ contentType }) => contentType)).toEqual([
      "text/cloud-boothook",
      "text/cloud-config",
    ]);
  });

  it.each(renderers)("equals its snapshot with the renderer %s", (renderer) => {
    for (const part of day0Parts(labDay0(renderer))) {
      expect(part.content).toMatchSnapshot(part.filename);
    }
  });

  it.each(renderings)("renders $name as in its snapshot with the renderer $renderer", (rendering) => {
    const { write_files } = cloudConfigOf(rendering.renderer, rendering.bond);
    const selectCommands = (script: string) =>
      script.match(/^(if \[ .* = once|write_names\(\)|has_consumer\(\)).*?^(fi|\})$/gms)?.join("\n");
    const texts = write_files.map(
      ({ path, content }) => `${path}:\n${path === ACTIVATION_PATH ? selectCommands(content) : content}`,
    );
    expect(texts.join("\n")).toMatchSnapshot();
  });

  it("sets no password for a user, and disables login with a password", () => {
    const config = cloudConfigOf("keyfile");
    expect(config.ssh_pwauth).toBe(false);
    for (const user of config.users) {
      expect(user.lock_passwd).toBe(true);
      expect(user).not.toHaveProperty("hashed_passwd");
    }
  });

  it("sets a password for the console if a hash is configured, and SSH still accepts only keys", () => {
    const vnf = labDay0("keyfile");
    const users = vnf.users.map((user) => ({ ...user, passwordHash: "$6$salt$hash" }));
    const config = parse(renderCloudConfig({ ...vnf, users })) as CloudConfig;
    expect(config.users[0]).toMatchObject({ lock_passwd: false, hashed_passwd: "$6$salt$hash" });
    expect(config.ssh_pwauth).toBe(false);
  });

  it("authorizes the stack's login key, and installs the host key that verification expects", () => {
    const config = cloudConfigOf("keyfile");
    expect(config.users[0]?.ssh_authorized_keys[0]).toBe(labDay0("keyfile").loginKey);
    expect(config.ssh_keys).toEqual({
      ed25519_private: labDay0("keyfile").hostKey.privateKey,
      ed25519_public: labDay0("keyfile").hostKey.publicKey,
    });
  });

  it.each(["ecdsa-sha2-nistp256", "ssh-rsa"])(
    "installs a host key of type %s under the name of its type",
    (type) => {
      const lab = labDay0("keyfile");
      const hostKey = { publicKey: `${type} AAAA`, privateKey: "private" };
      const config = parse(renderCloudConfig({ ...lab, hostKey })) as CloudConfig;
      const name = type === "ssh-rsa" ? "rsa" : "ecdsa";
      expect(config.ssh_keys).toEqual({ [`${name}_private`]: "private", [`${name}_public`]: `${type} AAAA` });
    },
  );

  it.each(renderers)("activates the bond with one script, with the renderer %s", (renderer) => {
    const config = cloudConfigOf(renderer);
    expect(config.runcmd).toEqual([[ACTIVATION_PATH]]);
    expect(config.write_files.find(({ path }) => path === ACTIVATION_PATH)?.permissions).toBe("0755");
  });

  it.each(renderers)(
    "disables duplicate address detection only for a bond with IPv6 addresses, with the renderer %s",
    (renderer) => {
      const path = "/etc/sysctl.d/60-day0-bond.conf";
      const dual = cloudConfigOf(renderer, bonds["a dual-stack bond"]);
      expect(fileOf(dual, path)).toBe("net/ipv6/conf/bond0/accept_dad = 0\n");
      expect(cloudConfigOf(renderer).write_files.map((file) => file.path)).not.toContain(path);
    },
  );

  it("can be rendered as the same MIME text that cloudinit.Config creates", () => {
    const header = (filename: string) =>
      `--MIMEBOUNDARY\r\nContent-Disposition: attachment; filename="${filename}"\r\n` +
      "Content-Transfer-Encoding: 7bit\r\nContent-Type: text/plain\r\nMime-Version: 1.0\r\n\r\n";
    const part = (filename: string) => ({ contentType: "text/plain", filename, content: "abc\n" });
    expect(multipart([part("a"), part("b")])).toBe(
      'Content-Type: multipart/mixed; boundary="MIMEBOUNDARY"\nMIME-Version: 1.0\r\n\r\n' +
        `${header("a")}abc\n\r\n${header("b")}abc\n\r\n--MIMEBOUNDARY--\r\n`,
    );
  });
});

describe("The bond as keyfiles", () => {
  const folder = "/etc/NetworkManager/system-connections";

  it("has keyfiles that only root can read, as NetworkManager requires", () => {
    const files = cloudConfigOf("keyfile").write_files.filter(({ path }) => path.startsWith(folder));
    expect(files.map(({ permissions, owner }) => [permissions, owner])).toEqual(
      Array(3).fill(["0600", "root:root"]),
    );
  });

  it("sets fail_over_mac=active, which works without trust and with spoof checking", () => {
    expect(fileOf(cloudConfigOf("keyfile"), `${folder}/bond0.nmconnection`)).toContain(
      "\nfail_over_mac=active\n",
    );
  });

  it.each([
    ["stay", "failure"],
    ["reclaim", "always"],
  ] as const)("maps failback %s to primary_reselect=%s", (failback, reselect) => {
    const config = cloudConfigOf("keyfile", { failback });
    expect(fileOf(config, `${folder}/bond0.nmconnection`)).toContain(`\nprimary_reselect=${reselect}\n`);
  });
});

describe("The bond as ifcfg files", () => {
  const folder = "/etc/sysconfig/network-scripts";

  it("has the lines of the Cisco guide", () => {
    const content = fileOf(cloudConfigOf("ifcfg"), `${folder}/ifcfg-bond0`);
    for (const line of [
      "BOOTPROTO=static",
      "ONBOOT=yes",
      "IPADDR=172.16.1.10",
      "NETMASK=255.255.255.0",
      "GATEWAY=172.16.1.1",
    ]) {
      expect(content.split("\n")).toContain(line);
    }
    expect(content).toMatch(/^BONDING_OPTS="mode=active-backup .*miimon=100 /m);
  });

  it("has the MAC and the bond of each slave", () => {
    const content = fileOf(cloudConfigOf("ifcfg"), `${folder}/ifcfg-bond0-port2`);
    expect(content).toContain("HWADDR=FA:16:3E:00:00:02\n");
    expect(content).toContain("MASTER=bond0\nSLAVE=yes\n");
  });

  it("adds the interface only to a link-local gateway", () => {
    const gatewayOf = (bond: string) =>
      /^IPV6_DEFAULTGW=(.*)$/m.exec(
        fileOf(cloudConfigOf("ifcfg", bonds[bond]), `${folder}/ifcfg-bond0`),
      )?.[1];
    expect(gatewayOf("an IPv6 bond with a link-local gateway")).toBe("fe80::1%bond0");
    expect(gatewayOf("a dual-stack bond")).toBe("2001:db8::1");
  });
});

describe("The bond as nmcli commands", () => {
  it("has no profile files, and adds the three connections of the Cisco guide", () => {
    const config = cloudConfigOf("nmcli");
    expect(config.write_files.map(({ path }) => path)).toEqual([
      "/etc/systemd/system/day0-bond.service",
      ACTIVATION_PATH,
    ]);
    const script = fileOf(config, ACTIVATION_PATH);
    expect(script).toContain("connection add type bond con-name 'bond0' ifname 'bond0' bond.options");
    expect(script.match(/connection add type ethernet .* master 'bond0'/g)).toHaveLength(2);
  });
});
