import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { cloudConfig } from "../../day0/cloudConfig";
import { day0Parts } from "../../day0/parts";
import { multipart } from "../../day0/userData";
import type { CloudConfig } from "./consumers";
import { bonds, labDay0, renderers, renderings } from "./vnf";

function cloudConfigOf(...args: Parameters<typeof labDay0>): CloudConfig {
  return parse(cloudConfig(labDay0(...args))) as CloudConfig;
}

function fileOf(config: CloudConfig, path: string): string {
  const file = config.write_files.find((candidate) => candidate.path === path);
  expect(file).toBeDefined();
  return file?.content ?? "";
}

describe("a VNF's Day0", () => {
  it("has the seed's two parts in the seed's order", () => {
    expect(day0Parts(labDay0("keyfile")).map(({ contentType }) => contentType)).toEqual([
      "text/cloud-boothook",
      "text/cloud-config",
    ]);
  });

  it.each(renderers)("reads as it did when it was last looked at, by %s", (renderer) => {
    for (const part of day0Parts(labDay0(renderer))) {
      expect(part.content).toMatchSnapshot(part.filename);
    }
  });

  it.each(renderings)("writes $name as it did when it was last looked at, by $renderer", (rendering) => {
    const { write_files } = cloudConfigOf(rendering.renderer, rendering.bond);
    const commands = (script: string) => script.split("if settled; then\n  exit 0\nfi\n")[1];
    const texts = write_files.map(
      ({ path, content }) => `${path}:\n${path === ACTIVATION_PATH ? commands(content) : content}`,
    );
    expect(texts.join("\n")).toMatchSnapshot();
  });

  it("gives no user a password and lets nobody log in by one", () => {
    const config = cloudConfigOf("keyfile");
    expect(config.ssh_pwauth).toBe(false);
    for (const user of config.users) {
      expect(user.lock_passwd).toBe(true);
      expect(user).not.toHaveProperty("hashed_passwd");
    }
  });

  it("gives a user with a password's hash that password for the console, and SSH still takes keys only", () => {
    const vnf = labDay0("keyfile");
    const users = vnf.users.map((user) => ({ ...user, passwordHash: "$6$salt$hash" }));
    const config = parse(cloudConfig({ ...vnf, users })) as CloudConfig;
    expect(config.users[0]).toMatchObject({ lock_passwd: false, hashed_passwd: "$6$salt$hash" });
    expect(config.ssh_pwauth).toBe(false);
  });

  it("lets the stack's login key in and brings the host key that verification expects", () => {
    const config = cloudConfigOf("keyfile");
    expect(config.users[0]?.ssh_authorized_keys[0]).toBe(labDay0("keyfile").loginKey);
    expect(config.ssh_keys).toEqual({
      ed25519_private: labDay0("keyfile").hostKey.privateKey,
      ed25519_public: labDay0("keyfile").hostKey.publicKey,
    });
  });

  it.each(renderers)("activates the bond by one script that can run again, by %s", (renderer) => {
    const config = cloudConfigOf(renderer);
    expect(config.runcmd).toEqual([[ACTIVATION_PATH]]);
    expect(config.write_files.find(({ path }) => path === ACTIVATION_PATH)?.permissions).toBe("0755");
  });

  it.each(renderers)("spares a bond with IPv6 addresses the search for duplicates, by %s", (renderer) => {
    const path = "/etc/sysctl.d/60-day0-bond.conf";
    const dual = cloudConfigOf(renderer, bonds["a dual-stack bond"]);
    expect(fileOf(dual, path)).toBe("net/ipv6/conf/bond0/accept_dad = 0\n");
    expect(cloudConfigOf(renderer).write_files.map((file) => file.path)).not.toContain(path);
  });

  it("can be seen beforehand as the MIME that cloudinit.Config renders", () => {
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

describe("the bond as keyfiles", () => {
  const folder = "/etc/NetworkManager/system-connections";

  it("keeps keyfiles from everyone but root, as NetworkManager demands", () => {
    const files = cloudConfigOf("keyfile").write_files.filter(({ path }) => path.startsWith(folder));
    expect(files.map(({ permissions, owner }) => [permissions, owner])).toEqual(
      Array(3).fill(["0600", "root:root"]),
    );
  });

  it("sets fail_over_mac=active, which needs neither trust nor spoof checking off", () => {
    expect(fileOf(cloudConfigOf("keyfile"), `${folder}/bond0.nmconnection`)).toContain(
      "\nfail_over_mac=active\n",
    );
  });

  it.each([
    ["stay", "failure"],
    ["reclaim", "always"],
  ] as const)("says failback %s as primary_reselect=%s", (failback, reselect) => {
    const config = cloudConfigOf("keyfile", { failback });
    expect(fileOf(config, `${folder}/bond0.nmconnection`)).toContain(`\nprimary_reselect=${reselect}\n`);
  });
});

describe("the bond as ifcfg files", () => {
  const folder = "/etc/sysconfig/network-scripts";

  it("says the seed's lines", () => {
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

  it("names the members' master, by MAC", () => {
    const content = fileOf(cloudConfigOf("ifcfg"), `${folder}/ifcfg-bond0-port2`);
    expect(content).toContain("HWADDR=FA:16:3E:00:00:02\n");
    expect(content).toContain("MASTER=bond0\nSLAVE=yes\n");
  });

  it("names a link-local gateway's interface, and no other's", () => {
    const gatewayOf = (bond: string) =>
      /^IPV6_DEFAULTGW=(.*)$/m.exec(
        fileOf(cloudConfigOf("ifcfg", bonds[bond]), `${folder}/ifcfg-bond0`),
      )?.[1];
    expect(gatewayOf("an IPv6 bond with a link-local gateway")).toBe("fe80::1%bond0");
    expect(gatewayOf("a dual-stack bond")).toBe("2001:db8::1");
  });
});

describe("the bond as nmcli commands", () => {
  it("writes no profile of its own and adds the seed's three connections", () => {
    const config = cloudConfigOf("nmcli");
    expect(config.write_files.map(({ path }) => path)).toEqual([ACTIVATION_PATH]);
    const script = fileOf(config, ACTIVATION_PATH);
    expect(script).toContain("connection add type bond con-name 'bond0' ifname 'bond0' bond.options");
    expect(script.match(/connection add type ethernet .* master 'bond0'/g)).toHaveLength(2);
  });
});
