import { keyTypeOf } from "../plan/keys";
import { ACTIVATION_PATH, renderActivationScript } from "./activation";
import type { RenderedBond } from "./bond";
import { renderDuplicateAddressFiles } from "./duplicateAddresses";
import { renderIfcfgBond } from "./ifcfg";
import { renderKeyfileBond } from "./keyfile";
import { renderNamingUnit } from "./naming";
import { renderNetplanBond } from "./netplan";
import { renderNmcliBond } from "./nmcli";
import type { BondDay0, VnfDay0 } from "./vnf";
import { formatCloudInitYaml } from "./yaml";

const renderers: Record<VnfDay0["renderer"], (bond: BondDay0) => RenderedBond> = {
  keyfile: renderKeyfileBond,
  nmcli: renderNmcliBond,
  ifcfg: renderIfcfgBond,
  netplan: renderNetplanBond,
};

/** Renders the cloud-config part: host name, users with keys, SSH host key, and the files and activation of the bond. */
export function renderCloudConfig(vnf: VnfDay0): string {
  const bond = renderers[vnf.renderer](vnf.bond);
  const files = [
    ...bond.files,
    ...renderDuplicateAddressFiles(vnf.bond),
    ...(bond.naming.length === 0 ? [] : [renderNamingUnit(ACTIVATION_PATH)]),
    renderActivationScript(vnf.bond, bond),
  ];
  const hostKeyType = keyTypeOf(vnf.hostKey.publicKey);
  const document = {
    preserve_hostname: false,
    hostname: vnf.hostname,
    // The RHEL family prefers the name in this form. Without it, the host name would be Nova's, such as cpnr-dns-1.novalocal.
    fqdn: vnf.hostname,
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
    ssh_keys: {
      [`${hostKeyType}_private`]: vnf.hostKey.privateKey,
      [`${hostKeyType}_public`]: vnf.hostKey.publicKey,
    },
    write_files: files.map(({ path, permissions, content }) => ({
      path,
      owner: "root:root",
      permissions,
      content,
    })),
    runcmd: [[ACTIVATION_PATH]],
  };
  return `#cloud-config\n${formatCloudInitYaml(document)}`;
}
