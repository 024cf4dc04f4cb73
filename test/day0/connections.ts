import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { renderIfcfgBond } from "../../day0/ifcfg";
import { renderKeyfileBond } from "../../day0/keyfile";
import { renderNmcliBond } from "../../day0/nmcli";
import type { BondDay0 } from "../../day0/vnf";
import { familyOf } from "../../plan/address";
import { tools } from "../tools";

/** Renders the keyfiles of the bond and its slaves with the keyfile renderer. */
export function renderKeyfiles(bond: BondDay0): string[] {
  return renderKeyfileBond(bond).files.map(({ content }) => content);
}

/** Creates the keyfiles of the bond and its slaves: the real nmcli runs the commands of the nmcli renderer. */
export function createNmcliKeyfiles(bond: BondDay0): string[] {
  const script = [
    'nmcli() { case "$*" in *"connection add"*) "$NMCLI" --offline "$@" ;; esac }',
    "primary=ens5 second=ens4",
    ...renderNmcliBond(bond).activation,
  ].join("\n");
  const printed = execFileSync("sh", ["-euc", script], {
    env: { ...process.env, NMCLI: join(tools, "nmcli") },
    encoding: "utf8",
  });
  return printed.split(/^(?=\[connection\])/m);
}

/** Returns the keyfiles of the bond and its slaves to which the real plugin ifcfg-rh migrates each bond's ifcfg files. */
export function migrateIfcfgFiles(root: string, all: readonly BondDay0[]): string[][] {
  const files = all.map((bond) =>
    Object.fromEntries(renderIfcfgBond(bond).files.map(({ path, content }) => [path, content])),
  );
  const printed = execFileSync(
    "unshare",
    [
      ...["--mount", "--net", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"],
      ...["/usr/bin/python3", join(__dirname, "ifcfgPlugin.py"), root],
    ],
    { input: JSON.stringify(files), encoding: "utf8" },
  );
  const migrated = JSON.parse(printed) as Record<string, string>[];
  return migrated.map((keyfiles, index) => {
    const { name } = all[index] as BondDay0;
    return [name, `${name}-port1`, `${name}-port2`].map((id) => keyfiles[`${id}.nmconnection`] ?? "");
  });
}

/** Returns the connections of the bond and its slaves that NetworkManager must read, in the format of D-Bus. */
export function expectedConnections(bond: BondDay0): object[] {
  const ethernet = bond.mtu === undefined ? {} : { "802-3-ethernet": { mtu: bond.mtu } };
  const port = (position: number, mac: string) => ({
    connection: {
      id: `${bond.name}-port${position}`,
      type: "802-3-ethernet",
      master: bond.name,
      "slave-type": "bond",
    },
    "802-3-ethernet": {
      "mac-address": mac.split(":").map((octet) => Number.parseInt(octet, 16)),
      ...ethernet["802-3-ethernet"],
    },
  });
  return [
    {
      connection: { id: bond.name, type: "bond", "interface-name": bond.name },
      ...ethernet,
      bond: { options: options(bond) },
      ipv4: addressing(bond, "4"),
      ipv6: addressing(bond, "6"),
    },
    port(1, bond.members[0].mac),
    port(2, bond.members[1].mac),
  ];
}

function options({ failback, gratuitousArps, linkMonitor: monitor }: BondDay0): Record<string, string> {
  return {
    mode: "active-backup",
    fail_over_mac: "active",
    primary_reselect: failback === "reclaim" ? "always" : "failure",
    num_grat_arp: `${gratuitousArps}`,
    ...(monitor.type === "mii"
      ? { miimon: `${monitor.miimon}`, updelay: `${monitor.updelay}`, downdelay: `${monitor.downdelay}` }
      : {
          arp_interval: `${monitor.interval}`,
          arp_ip_target: monitor.targets.join(","),
          arp_validate: monitor.validate,
        }),
  };
}

function addressing(bond: BondDay0, version: "4" | "6"): object {
  const addresses = bond.addresses.filter((address) => familyOf(address) === version);
  const gateway = bond.gateways.find((address) => familyOf(address) === version);
  if (addresses.length === 0) {
    return { method: "disabled" };
  }
  return {
    method: "manual",
    "address-data": addresses.map((address) => {
      const [host, prefix] = address.split("/");
      return { address: host, prefix: Number(prefix) };
    }),
    "route-metric": 50,
    ...(version === "4" ? { "dad-timeout": 0 } : {}),
    ...(gateway === undefined ? {} : { gateway, "route-data": halves(version, gateway) }),
  };
}

function halves(version: "4" | "6", gateway: string): object[] {
  return (version === "4" ? ["0.0.0.0", "128.0.0.0"] : ["::", "8000::"]).map((dest) => ({
    dest,
    prefix: 1,
    "next-hop": gateway,
    metric: 50,
  }));
}
