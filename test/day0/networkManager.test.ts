import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createNmcliKeyfiles, expectedConnections, migrateIfcfgFiles, renderKeyfiles } from "./connections";
import { readByNetworkManager } from "./consumers";
import { bonds, labDay0 } from "./vnf";

/** NetworkManager with the plugin ifcfg-rh, in a folder to chroot into, or why this machine can't run it. */
function findIfcfgPlugin(): { root: string } | { missing: string } {
  if (spawnSync("unshare", ["--mount", "--net", "--pid", "--fork", "true"]).status !== 0) {
    return { missing: "namespaces need root" };
  }
  const found = spawnSync(join(__dirname, "../../tools/network-manager/ensure"), ["--if-built"], {
    encoding: "utf8",
  });
  return found.status === 0 ? { root: join(found.stdout.trim(), "root") } : { missing: found.stderr.trim() };
}

const plugin = findIfcfgPlugin();

describe("NetworkManager's plugin ifcfg-rh", () => {
  if ("missing" in plugin) {
    it.skip(`reads the same bond from the ifcfg files: skipped (${plugin.missing})`, () => undefined);
    return;
  }
  const all = Object.values(bonds).map((bond) => labDay0("ifcfg", bond).bond);
  let migrated: string[][] = [];
  beforeAll(() => {
    migrated = migrateIfcfgFiles(plugin.root, all);
  });

  it.each(Object.keys(bonds).map((name, index) => [name, index] as const))(
    "reads the same bond from the ifcfg files: %s",
    (_, index) => {
      const bond = all[index] as (typeof all)[number];
      expect(readByNetworkManager(migrated[index] as string[])).toMatchObject(expectedConnections(bond));
    },
  );
});

describe("NetworkManager's own library", () => {
  it.each(Object.keys(bonds))("reads the same bond from the keyfiles: %s", (name) => {
    const { bond } = labDay0("keyfile", bonds[name]);
    expect(readByNetworkManager(renderKeyfiles(bond))).toMatchObject(expectedConnections(bond));
  });

  it.each(Object.keys(bonds))(
    "reads the same bond from the keyfiles that the real nmcli creates: %s",
    (name) => {
      const { bond } = labDay0("nmcli", bonds[name]);
      expect(readByNetworkManager(createNmcliKeyfiles(bond))).toMatchObject(expectedConnections(bond));
    },
  );

  it("rejects a wrong keyfile", () => {
    const [keyfile] = renderKeyfiles(labDay0("keyfile", { mtu: 9000 }).bond);
    const wrong = ["mtu=many", "nonsense"].map((line) => keyfile?.replace("mtu=9000", line) ?? "");
    for (const connection of readByNetworkManager(wrong)) {
      expect(connection).toEqual({ error: expect.any(String) });
    }
  });
});
