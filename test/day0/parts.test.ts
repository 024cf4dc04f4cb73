import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { day0Parts } from "../../day0/parts";
import { dualStack, labDay0, renderers } from "./vnf";

interface CloudConfig {
  hostname: string;
  users: { name: string; lock_passwd: boolean; ssh_authorized_keys: string[]; passwd?: string }[];
  ssh_keys: Record<string, string>;
  ssh_pwauth: boolean;
  write_files: { path: string; permissions: string; owner: string; content: string }[];
  runcmd: string[][];
}

function cloudConfigOf(...args: Parameters<typeof labDay0>): CloudConfig {
  const part = day0Parts(labDay0(...args)).find(({ contentType }) => contentType === "text/cloud-config");
  return parse(part?.content ?? "") as CloudConfig;
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

  it.each(renderers)("reads as it did with two IPv4 addresses and one IPv6, by %s", (renderer) => {
    expect(day0Parts(labDay0(renderer, dualStack))[1]?.content).toMatchSnapshot();
  });

  it("gives no user a password and lets nobody log in by one", () => {
    const config = cloudConfigOf("keyfile");
    expect(config.ssh_pwauth).toBe(false);
    for (const user of config.users) {
      expect(user.lock_passwd).toBe(true);
      expect(user).not.toHaveProperty("passwd");
    }
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
});

describe("the bond as keyfiles", () => {
  const folder = "/etc/NetworkManager/system-connections";

  it("keeps keyfiles from everyone but root, as NetworkManager demands", () => {
    const files = cloudConfigOf("keyfile").write_files.filter(({ path }) => path.startsWith(folder));
    expect(files.map(({ permissions, owner }) => [permissions, owner])).toEqual(
      Array(3).fill(["0600", "root:root"]),
    );
  });

  it("binds each member by the MAC that Neutron gave its port", () => {
    const config = cloudConfigOf("keyfile");
    expect(fileOf(config, `${folder}/bond0-port1.nmconnection`)).toContain("mac-address=fa:16:3e:00:00:01\n");
    expect(fileOf(config, `${folder}/bond0-port2.nmconnection`)).toContain("mac-address=fa:16:3e:00:00:02\n");
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

  it("disables a family that has no address, and gives the gateway to its own family only", () => {
    const single = fileOf(cloudConfigOf("keyfile"), `${folder}/bond0.nmconnection`);
    expect(single).toContain("[ipv6]\nmethod=disabled\n");
    const dual = fileOf(cloudConfigOf("keyfile", dualStack), `${folder}/bond0.nmconnection`);
    expect(dual.match(/gateway=/g)).toHaveLength(1);
    expect(dual).toContain("[ipv6]\nmethod=manual\naddress1=2001:db8::10/64\nroute-metric=50\n");
  });
});

describe("the bond as ifcfg files", () => {
  it("says the seed's lines", () => {
    const content = fileOf(cloudConfigOf("ifcfg"), "/etc/sysconfig/network-scripts/ifcfg-bond0");
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
    const content = fileOf(cloudConfigOf("ifcfg"), "/etc/sysconfig/network-scripts/ifcfg-bond0-port2");
    expect(content).toContain("HWADDR=FA:16:3E:00:00:02\n");
    expect(content).toContain("MASTER=bond0\nSLAVE=yes\n");
  });
});

describe("the bond as nmcli commands", () => {
  it("writes no profile of its own and adds the seed's three connections", () => {
    const config = cloudConfigOf("nmcli");
    expect(config.write_files.map(({ path }) => path)).toEqual([ACTIVATION_PATH]);
    const script = fileOf(config, ACTIVATION_PATH);
    expect(script).toContain("connection add type bond con-name bond0 ifname bond0 bond.options");
    expect(script.match(/connection add type ethernet .* master bond0/g)).toHaveLength(2);
  });
});
