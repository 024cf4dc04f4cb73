import { ACTIVATION_PATH, activationScript } from "./activation";
import type { RenderedBond } from "./bond";
import { duplicateAddressFiles } from "./duplicateAddresses";
import { ifcfgBond } from "./ifcfg";
import { keyfileBond } from "./keyfile";
import { nmcliBond } from "./nmcli";
import type { BondDay0, VnfDay0 } from "./vnf";
import { cloudInitYaml } from "./yaml";

const renderers: Record<VnfDay0["renderer"], (bond: BondDay0) => RenderedBond> = {
  keyfile: keyfileBond,
  nmcli: nmcliBond,
  ifcfg: ifcfgBond,
};

/** The cloud-config part: host name, users with their keys, the SSH host key, the bond's files and its activation. */
export function cloudConfig(vnf: VnfDay0): string {
  const bond = renderers[vnf.renderer](vnf.bond);
  const files = [...bond.files, ...duplicateAddressFiles(vnf.bond), activationScript(vnf.bond, bond)];
  const document = {
    preserve_hostname: false,
    hostname: vnf.hostname,
    manage_etc_hosts: true,
    disable_root: true,
    ssh_pwauth: false,
    users: vnf.users.map((user) => ({
      name: user.name,
      shell: "/bin/bash",
      ...(user.passwordHash === undefined
        ? { lock_passwd: true }
        : { lock_passwd: false, hashed_passwd: user.passwordHash }),
      ssh_authorized_keys: [...(vnf.loginKey === undefined ? [] : [vnf.loginKey]), ...user.authorizedKeys],
      ...(user.sudo ? { sudo: "ALL=(ALL) NOPASSWD:ALL" } : {}),
    })),
    ssh_keys: { ed25519_private: vnf.hostKey.privateKey, ed25519_public: vnf.hostKey.publicKey },
    write_files: files.map(({ path, permissions, content }) => ({
      path,
      owner: "root:root",
      permissions,
      content,
    })),
    runcmd: [[ACTIVATION_PATH]],
  };
  return `#cloud-config\n${cloudInitYaml(document)}`;
}
