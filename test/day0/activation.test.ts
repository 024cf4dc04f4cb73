import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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
  for (const tool of ["nmcli", "systemctl"]) {
    write(`/bin/${tool}`, `#!/bin/sh\necho "${tool} $*" >>${root}/calls\n`, 0o755);
  }
  const { write_files } = parse(renderCloudConfig(labDay0(renderer))) as CloudConfig;
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

/** Lets the first `times` calls of nmcli up fail, and makes sleep return at once. */
function failNmcliUp({ root, write }: ReturnType<typeof createGuest>, times: number): void {
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

describe("The activation script", () => {
  let guest: ReturnType<typeof createGuest>;
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

  it("does nothing if the bond is up already", () => {
    guest = createGuest("keyfile");
    for (const slave of ["ens4", "ens5"]) {
      guest.write(`/sys/class/net/${slave}/bonding_slave/state`, "backup\n");
    }
    guest.write("/sys/class/net/bond0/bonding/primary", "ens5\n");
    guest.write("/calls", "");
    expect(guest.run().status).toBe(0);
    expect(guest.read("/calls")).toBe("");
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
