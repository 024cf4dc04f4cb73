import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { cloudConfig } from "../../day0/cloudConfig";
import { type CloudConfig, tools } from "./consumers";
import { labDay0, renderers, renderings } from "./vnf";

/** The activation script of the lab's VNF. */
function scriptOf(...args: Parameters<typeof labDay0>): string {
  const { write_files } = parse(cloudConfig(labDay0(...args))) as CloudConfig;
  return write_files.find(({ path }) => path === ACTIVATION_PATH)?.content ?? "";
}

/** Runs an activation script in a folder that looks like a guest, its commands recorded instead of carried out. */
function guest(renderer: (typeof renderers)[number]) {
  const root = mkdtempSync(join(tmpdir(), "day0-test-"));
  const write = (path: string, content: string, mode?: number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, mode === undefined ? {} : { mode });
  };
  for (const [name, mac] of [
    ["ens4", "fa:16:3e:00:00:02"],
    ["ens5", "fa:16:3e:00:00:01"],
    ["ens6", "fa:16:3e:99:99:99"],
  ] as const) {
    write(`/sys/class/net/${name}/address`, `${mac}\n`);
    write(`/sys/class/net/${name}/device/vendor`, "0x1af4\n");
    write(
      `/etc/NetworkManager/system-connections/cloud-init-${name}.nmconnection`,
      `[ethernet]\nmac-address=${mac.toUpperCase()}\n`,
    );
    write(`/etc/sysconfig/network-scripts/ifcfg-${name}`, `HWADDR=${mac}\n`);
  }
  for (const tool of ["nmcli", "systemctl"]) {
    write(`/bin/${tool}`, `#!/bin/sh\necho "${tool} $*" >>${root}/calls\n`, 0o755);
  }
  const { write_files } = parse(cloudConfig(labDay0(renderer))) as CloudConfig;
  for (const { path, content } of write_files) {
    write(path, content.replace(/\/(sys|etc)\//g, `${root}/$1/`));
  }
  return {
    root,
    run: () =>
      spawnSync("sh", [join(root, ACTIVATION_PATH)], {
        env: { PATH: `${root}/bin:/usr/bin:/bin` },
        encoding: "utf8",
      }),
    read: (path: string) => execFileSync("cat", [join(root, path)], { encoding: "utf8" }),
    list: (path: string) => readdirSync(join(root, path)).sort(),
    write,
    remove: () => rmSync(root, { recursive: true }),
  };
}

/** Lets nmcli bring nothing up for the first `times`, and no pause take its time. */
function refuseUps({ root, write }: ReturnType<typeof guest>, times: number): void {
  write(
    "/bin/nmcli",
    `#!/bin/sh
echo "nmcli $*" >>${root}/calls
case "$*" in *" up id "*) ;; *) exit 0 ;; esac
echo x >>${root}/ups
[ "$(wc -l <${root}/ups)" -gt ${times} ]
`,
    0o755,
  );
  write("/bin/sleep", `#!/bin/sh\necho "sleep $*" >>${root}/calls\n`, 0o755);
}

describe("the activation script", () => {
  let machine: ReturnType<typeof guest>;
  afterEach(() => machine.remove());

  it.each(renderers)(
    "removes the profiles cloud-init made for the members, and no other NIC's (%s)",
    (renderer) => {
      machine = guest(renderer);
      expect(machine.run()).toMatchObject({ status: 0, stderr: "" });
      const foreign = (names: string[]) => names.filter((name) => !name.includes("bond0"));
      expect(foreign(machine.list("/etc/NetworkManager/system-connections"))).toEqual([
        "cloud-init-ens6.nmconnection",
      ]);
      expect(foreign(machine.list("/etc/sysconfig/network-scripts"))).toEqual(["ifcfg-ens6"]);
    },
  );

  it("writes the primary's interface name, found by its MAC, into the bond's keyfile, once", () => {
    machine = guest("keyfile");
    machine.run();
    machine.run();
    const keyfile = machine.read("/etc/NetworkManager/system-connections/bond0.nmconnection");
    expect(keyfile.match(/^primary=.*$/gm)).toEqual(["primary=ens5"]);
    expect(keyfile).toContain("[bond]\nprimary=ens5\n");
  });

  it("writes the primary and the members' names into the ifcfg files, once", () => {
    machine = guest("ifcfg");
    machine.run();
    machine.run();
    const folder = "/etc/sysconfig/network-scripts";
    expect(machine.read(`${folder}/ifcfg-bond0`).match(/primary=\w+/g)).toEqual(["primary=ens5"]);
    expect(machine.read(`${folder}/ifcfg-bond0-port1`).match(/^DEVICE=.*$/gm)).toEqual(["DEVICE=ens5"]);
    expect(machine.read(`${folder}/ifcfg-bond0-port2`).match(/^DEVICE=.*$/gm)).toEqual(["DEVICE=ens4"]);
  });

  it("names the primary to nmcli by the interface that has its MAC", () => {
    machine = guest("nmcli");
    machine.run();
    expect(machine.read("/calls")).toContain("num_grat_arp=5,primary=ens5 ipv4.method manual");
  });

  it("does nothing where the bond stands already", () => {
    machine = guest("keyfile");
    for (const slave of ["ens4", "ens5"]) {
      machine.write(`/sys/class/net/${slave}/bonding_slave/state`, "backup\n");
    }
    machine.write("/sys/class/net/bond0/bonding/primary", "ens5\n");
    machine.write("/calls", "");
    expect(machine.run().status).toBe(0);
    expect(machine.read("/calls")).toBe("");
  });

  it("tries again where NetworkManager refuses, from the start", () => {
    machine = guest("nmcli");
    refuseUps(machine, 2);
    expect(machine.run()).toMatchObject({ status: 0 });
    expect(machine.read("/calls").match(/add type bond/g)).toHaveLength(3);
    expect(machine.read("/calls").match(/sleep \d/g)).toEqual(["sleep 1", "sleep 2"]);
  });

  it("gives up after five tries, and fails", () => {
    machine = guest("nmcli");
    refuseUps(machine, 99);
    expect(machine.run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("a try to bring the bond up failed"),
    });
    expect(machine.read("/calls").match(/add type bond/g)).toHaveLength(5);
  });

  it("fails with a sentence that names the MAC when a VF is not attached", () => {
    machine = guest("keyfile");
    rmSync(join(machine.root, "/sys/class/net/ens5"), { recursive: true });
    expect(machine.run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no interface has the MAC address fa:16:3e:00:00:01"),
    });
  });
});

describe("the activation script's text", () => {
  it.each(renderings)("has nothing that shellcheck would say of it, for $name by $renderer", (rendering) => {
    const { stdout } = spawnSync(join(tools, "shellcheck"), ["-"], {
      input: scriptOf(rendering.renderer, rendering.bond),
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });
});
