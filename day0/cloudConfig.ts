import { stringify } from "yaml";
import { ACTIVATION_PATH, activationScript } from "./activation";
import type { RenderedBond } from "./bond";
import { ifcfgBond } from "./ifcfg";
import { keyfileBond } from "./keyfile";
import { nmcliBond } from "./nmcli";
import type { BondDay0, VnfDay0 } from "./vnf";

const renderers: Record<VnfDay0["renderer"], (bond: BondDay0) => RenderedBond> = {
  keyfile: keyfileBond,
  nmcli: nmcliBond,
  ifcfg: ifcfgBond,
};

/** The cloud-config part: host name, users and keys, the SSH host key, the bond's files and its activation. */
export function cloudConfig(vnf: VnfDay0): string {
  const bond = renderers[vnf.renderer](vnf.bond);
  const document = {
    preserve_hostname: false,
    hostname: vnf.hostname,
    manage_etc_hosts: true,
    disable_root: true,
    ssh_pwauth: false,
    users: vnf.users.map((user) => ({
      name: user.name,
      shell: "/bin/bash",
      lock_passwd: true,
      ssh_authorized_keys: [vnf.loginKey, ...user.authorizedKeys],
      ...(user.sudo ? { sudo: "ALL=(ALL) NOPASSWD:ALL" } : {}),
    })),
    ssh_keys: { ed25519_private: vnf.hostKey.privateKey, ed25519_public: vnf.hostKey.publicKey },
    write_files: [...bond.files, activationScript(vnf.bond, bond)].map((file) => ({
      path: file.path,
      owner: "root:root",
      permissions: file.permissions,
      content: file.content,
    })),
    runcmd: [[ACTIVATION_PATH]],
  };
  return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}
