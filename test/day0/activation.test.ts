import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { renderCloudConfig } from "../../day0/cloudConfig";
import { tools } from "../tools";
import type { CloudConfig } from "./consumers";
import { labDay0, renderers, renderings } from "./vnf";

/** Returns the activation script of the lab's VNF. */
function scriptOf(...args: Parameters<typeof labDay0>): string {
  const { write_files } = parse(renderCloudConfig(labDay0(...args))) as CloudConfig;
  return write_files.find(({ path }) => path === ACTIVATION_PATH)?.content ?? "";
}

/**
 * Creates a directory that looks like a guest. Its activation script runs there, with commands that only record their
 * calls.
 */
function createGuest(renderer: (typeof renderers)[number]) {
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
  for (const tool of ["nmcli", "systemctl", "netplan", "udevadm", "sync"]) {
    write(`/bin/${tool}`, `#!/bin/sh\necho "${tool} $*" >>${root}/calls\n`, 0o755);
  }
  const { write_files } = parse(renderCloudConfig(labDay0(renderer))) as CloudConfig;
  for (const { path, content } of write_files) {
    write(path, content.replace(/\/(sys|etc|run)\//g, `${root}/$1/`));
  }
  write("/run/day0-bond.error", "of an earlier run\n");
  return {
    root,
    run: (...args: string[]) =>
      spawnSync("sh", [join(root, ACTIVATION_PATH), ...args], {
        env: { PATH: `${root}/bin:/usr/bin:/bin` },
        encoding: "utf8",
      }),
    read: (path: string) => execFileSync("cat", [join(root, path)], { encoding: "utf8" }),
    list: (path: string) => readdirSync(join(root, path)).sort(),
    write,
    remove: () => rmSync(root, { recursive: true }),
  };
}

type Guest = ReturnType<typeof createGuest>;

/** The guest boots again, and its interfaces have other names. */
function renameInterfaces({ root }: Guest, names: Readonly<Record<string, string>>): void {
  const net = join(root, "/sys/class/net");
  for (const name of Object.keys(names)) {
    renameSync(join(net, name), join(net, `${name}.old`));
  }
  for (const [name, next] of Object.entries(names)) {
    renameSync(join(net, `${name}.old`), join(net, next));
  }
}

/** Makes a command fail whose arguments contain one of the texts, and sleep return at once. */
function failCommand({ root, write }: Guest, command: string, texts: readonly string[]): void {
  const cases = texts.map((text) => `*${JSON.stringify(text)}*`).join("|");
  write(
    `/bin/${command}`,
    `#!/bin/sh\necho "${command} $*" >>${root}/calls\ncase "$*" in ${cases}) exit 1 ;; esac\n`,
    0o755,
  );
  write("/bin/sleep", `#!/bin/sh\necho "sleep $*" >>${root}/calls\n`, 0o755);
}

/** Lets the first `times` calls of nmcli up fail, and makes sleep return at once. */
function failNmcliUp({ root, write }: Guest, times: number): void {
  write(
    "/bin/nmcli",
    `#!/bin/sh
echo "nmcli $*" >>${root}/calls
case "$*" in *" up id "*) ;; *) exit 0 ;; esac
echo x >>${root}/ups
[ "$(wc -l <${root}/ups)" -gt ${times} ] && exit
echo "Error: unknown connection." >&2
exit 10
`,
    0o755,
  );
  write("/bin/sleep", `#!/bin/sh\necho "sleep $*" >>${root}/calls\n`, 0o755);
}

describe("The activation script", () => {
  let guest: Guest;
  afterEach(() => guest.remove());

  it.each(renderers)(
    "removes cloud-init's profiles for the slaves, and no profile of another NIC (%s)",
    (renderer) => {
      guest = createGuest(renderer);
      expect(guest.run()).toMatchObject({ status: 0, stderr: "" });
      const removeBondProfiles = (names: string[]) => names.filter((name) => !name.includes("bond0"));
      expect(removeBondProfiles(guest.list("/etc/NetworkManager/system-connections"))).toEqual([
        "cloud-init-ens6.nmconnection",
      ]);
      expect(removeBondProfiles(guest.list("/etc/sysconfig/network-scripts"))).toEqual(["ifcfg-ens6"]);
    },
  );

  it("writes the interface name of the primary, found by MAC, into the bond's keyfile once", () => {
    guest = createGuest("keyfile");
    guest.run();
    guest.run();
    const keyfile = guest.read("/etc/NetworkManager/system-connections/bond0.nmconnection");
    expect(keyfile.match(/^primary=.*$/gm)).toEqual(["primary=ens5"]);
    expect(keyfile).toContain("[bond]\nprimary=ens5\n");
  });

  it("writes the interface names of the primary and of the slaves into the ifcfg files once", () => {
    guest = createGuest("ifcfg");
    guest.run();
    guest.run();
    const folder = "/etc/sysconfig/network-scripts";
    expect(guest.read(`${folder}/ifcfg-bond0`).match(/primary=\w+/g)).toEqual(["primary=ens5"]);
    expect(guest.read(`${folder}/ifcfg-bond0-port1`).match(/^DEVICE=.*$/gm)).toEqual(["DEVICE=ens5"]);
    expect(guest.read(`${folder}/ifcfg-bond0-port2`).match(/^DEVICE=.*$/gm)).toEqual(["DEVICE=ens4"]);
  });

  it("passes the interface with the MAC of the primary to nmcli", () => {
    guest = createGuest("nmcli");
    guest.run();
    expect(guest.read("/calls")).toContain("num_grat_arp=5,primary=ens5 ipv4.method manual");
  });

  describe("with the argument names, at a boot after which the interfaces have other names", () => {
    /** ens5 is the primary on the first boot, and a NIC outside the bond after it. */
    const NEXT = { ens4: "ens7", ens5: "ens8", ens6: "ens5" };
    const folder = "/etc/sysconfig/network-scripts";
    const keyfile = "/etc/NetworkManager/system-connections/bond0.nmconnection";

    function bootAgain(renderer: "keyfile" | "nmcli" | "ifcfg", prepare: () => void = () => undefined) {
      guest = createGuest(renderer);
      guest.run();
      prepare();
      renameInterfaces(guest, NEXT);
      guest.write("/calls", "");
      expect(guest.run("names")).toMatchObject({ status: 0, stdout: "", stderr: "" });
      // The network has not started yet, so there is nothing to call.
      expect(guest.read("/calls")).toBe("udevadm settle --timeout=30\n");
    }

    it("writes the primary's name into the keyfile", () => {
      bootAgain("keyfile");
      expect(guest.read(keyfile).match(/^primary=.*$/gm)).toEqual(["primary=ens8"]);
    });

    it("writes the names of the primary and of the slaves into the ifcfg files", () => {
      bootAgain("ifcfg");
      expect(guest.read(`${folder}/ifcfg-bond0`).match(/primary=\w+/g)).toEqual(["primary=ens8"]);
      expect(guest.read(`${folder}/ifcfg-bond0`)).toMatch(/^BONDING_OPTS="mode=.* primary=ens8"$/m);
      expect(guest.read(`${folder}/ifcfg-bond0-port1`).match(/^DEVICE=.*$/gm)).toEqual(["DEVICE=ens8"]);
      expect(guest.read(`${folder}/ifcfg-bond0-port2`).match(/^DEVICE=.*$/gm)).toEqual(["DEVICE=ens7"]);
    });

    it("writes the primary's name into the keyfile that nmcli made", () => {
      const made = "[bond]\nmode=active-backup\nprimary=ens5\nprimary_reselect=failure\n";
      bootAgain("nmcli", () => guest.write(keyfile, made));
      expect(guest.read(keyfile)).toBe(made.replace("ens5", "ens8"));
    });

    it("writes the primary's name into the ifcfg file that nmcli made", () => {
      const made = 'BONDING_OPTS="mode=active-backup primary=ens5 primary_reselect=failure"\nONBOOT=yes\n';
      bootAgain("nmcli", () => guest.write(`${folder}/ifcfg-bond0`, made));
      expect(guest.read(`${folder}/ifcfg-bond0`)).toBe(made.replace("ens5", "ens8"));
    });

    it("removes the slaves' profiles that cloud-init wrote again", () => {
      const profile = "/etc/NetworkManager/system-connections/cloud-init-ens8.nmconnection";
      bootAgain("keyfile", () => guest.write(profile, "[ethernet]\nmac-address=FA:16:3E:00:00:01\n"));
      expect(existsSync(join(guest.root, profile))).toBe(false);
    });

    it("keeps the name of a slave that is not attached, and writes the other name", () => {
      bootAgain("ifcfg", () => guest.write("/sys/class/net/ens5/address", "fa:16:3e:99:99:98\n"));
      expect(guest.read(`${folder}/ifcfg-bond0-port1`)).toContain("DEVICE=ens5\n");
      expect(guest.read(`${folder}/ifcfg-bond0-port2`)).toContain("DEVICE=ens7\n");
    });
  });

  it.each(["keyfile", "nmcli", "ifcfg"] as const)(
    "enables the unit that runs it at each boot before the network starts (%s)",
    (renderer) => {
      guest = createGuest(renderer);
      guest.run();
      expect(guest.read("/calls")).toContain("systemctl --quiet enable day0-bond.service\n");
      const unit = guest.read("/etc/systemd/system/day0-bond.service");
      expect(unit).toContain(`ExecStart=${ACTIVATION_PATH} names\n`);
      expect(unit).toMatch(/^Before=.*\bNetworkManager.service network.service$/m);
    },
  );

  it("removes the slaves from netplan's definitions of cloud-init, and applies the bond's", () => {
    guest = createGuest("netplan");
    expect(guest.run()).toMatchObject({ status: 0, stderr: "" });
    expect(guest.read("/calls").trim().split("\n")).toEqual([
      "netplan set --origin-hint 50-cloud-init network.ethernets.ens5=null",
      "netplan set --origin-hint 50-cloud-init network.ethernets.ens4=null",
      "netplan apply",
      "sync",
    ]);
  });

  it.each([
    // A NetworkManager without the plugin for the files, or none that runs.
    ["keyfile", "nmcli", ["connection show"], "netplan or ifcfg"],
    ["keyfile", "nmcli", [""], "netplan or ifcfg"],
    ["nmcli", "nmcli", [""], "netplan or ifcfg"],
    ["ifcfg", "nmcli", ["connection show"], "keyfile or netplan"],
    ["ifcfg", "systemctl", ["is-active", "cat network"], "keyfile or netplan"],
  ] as const)(
    "removes nothing in a guest that can't read the bond's configuration, and names the setting (%s, %s without %j)",
    (renderer, command, texts, others) => {
      guest = createGuest(renderer);
      failCommand(guest, command, texts);
      const before = [
        guest.list("/etc/NetworkManager/system-connections"),
        guest.list("/etc/sysconfig/network-scripts"),
      ];
      const { status, stderr } = guest.run();
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(
          new RegExp(`^day0-bond: cpnr:day0.renderer is ${renderer}, but .*: set it to ${others}\n$`),
        ),
      });
      expect(`day0-bond: ${guest.read("/run/day0-bond.error")}`).toBe(stderr);
      expect([
        guest.list("/etc/NetworkManager/system-connections"),
        guest.list("/etc/sysconfig/network-scripts"),
      ]).toEqual(before);
      expect(guest.read("/calls")).not.toContain("connection up");
      expect(guest.read("/calls").match(/sleep \d/g)).toEqual(["sleep 1", "sleep 2", "sleep 4", "sleep 8"]);
    },
  );

  it("names the setting in a guest without netplan", () => {
    guest = createGuest("netplan");
    failCommand(guest, "sleep", []);
    rmSync(join(guest.root, "/bin/netplan"));
    expect(guest.run()).toMatchObject({
      status: 1,
      stderr:
        "day0-bond: cpnr:day0.renderer is netplan, but this guest has no netplan: set it to keyfile, nmcli or ifcfg\n",
    });
  });

  it("restarts network-scripts where no NetworkManager runs (ifcfg)", () => {
    guest = createGuest("ifcfg");
    failCommand(guest, "systemctl", ["is-active"]);
    expect(guest.run()).toMatchObject({ status: 0, stderr: "" });
    expect(guest.read("/calls")).toContain("systemctl restart network\n");
    expect(guest.read("/calls")).not.toContain("nmcli");
  });

  it("forgets the error of an earlier run when it brings the bond up", () => {
    guest = createGuest("keyfile");
    guest.run();
    expect(existsSync(join(guest.root, "/run/day0-bond.error"))).toBe(false);
  });

  it.each(renderers)(
    "writes the bond to the disk, so that a reset of the server keeps it (%s)",
    (renderer) => {
      guest = createGuest(renderer);
      expect(guest.run().status).toBe(0);
      expect(guest.read("/calls").trim().split("\n").at(-1)).toBe("sync");
    },
  );

  it("changes nothing but the unit if the bond is up already", () => {
    guest = createGuest("keyfile");
    for (const slave of ["ens4", "ens5"]) {
      guest.write(`/sys/class/net/${slave}/bonding_slave/state`, "backup\n");
    }
    guest.write("/sys/class/net/bond0/bonding/primary", "ens5\n");
    expect(guest.run().status).toBe(0);
    expect(guest.read("/calls")).toBe("systemctl --quiet enable day0-bond.service\nsync \n");
  });

  it("starts again from the beginning if nmcli fails", () => {
    guest = createGuest("nmcli");
    failNmcliUp(guest, 2);
    expect(guest.run()).toMatchObject({ status: 0 });
    expect(guest.read("/calls").match(/add type bond/g)).toHaveLength(3);
    expect(guest.read("/calls").match(/sleep \d/g)).toEqual(["sleep 1", "sleep 2"]);
  });

  it("fails after five attempts", () => {
    guest = createGuest("nmcli");
    failNmcliUp(guest, 99);
    expect(guest.run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("a try to bring the bond up failed"),
    });
    expect(guest.read("/run/day0-bond.error")).toBe(
      "five tries to bring the bond up failed, the last one with: Error: unknown connection.\n",
    );
    expect(guest.read("/calls").match(/add type bond/g)).toHaveLength(5);
  });

  it("fails with a message that has the MAC if a VF is not attached", () => {
    guest = createGuest("keyfile");
    rmSync(join(guest.root, "/sys/class/net/ens5"), { recursive: true });
    expect(guest.run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no interface has the MAC address fa:16:3e:00:00:01"),
    });
  });
});

describe("The text of the activation script", () => {
  it.each(renderings)("has no finding of shellcheck for $name with the renderer $renderer", (rendering) => {
    const { stdout } = spawnSync(join(tools, "shellcheck"), ["-"], {
      input: scriptOf(rendering.renderer, rendering.bond),
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });
});
