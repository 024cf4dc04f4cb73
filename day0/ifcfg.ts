import { IPv4 } from "ipaddr.js";
import { hostOf } from "../config/address";
import { bondOptions, family, type GuestFile, memberNames, type RenderedBond, ROUTE_METRIC } from "./bond";
import type { BondDay0 } from "./vnf";

/** The bond as the seed's ifcfg files (steps 3.1 to 3.3), for images with network-scripts or NetworkManager's ifcfg-rh. */
export function ifcfgBond(bond: BondDay0): RenderedBond {
  const [port1, port2] = memberNames(bond);
  return {
    files: [master(bond), member(bond, port1, bond.members[0].mac), member(bond, port2, bond.members[1].mac)],
    activation: [
      `grep -q primary= ${ifcfgPath(bond.name)} || sed -i "/^BONDING_OPTS=/s/\\"$/ primary=$primary\\"/" ${ifcfgPath(bond.name)}`,
      `grep -q ^DEVICE= ${ifcfgPath(port1)} || echo "DEVICE=$primary" >>${ifcfgPath(port1)}`,
      `grep -q ^DEVICE= ${ifcfgPath(port2)} || echo "DEVICE=$second" >>${ifcfgPath(port2)}`,
      "if systemctl --quiet is-active NetworkManager; then",
      "  nmcli --terse connection reload",
      `  nmcli --terse connection up ${bond.name}`,
      `  nmcli --terse connection up ${port1}`,
      `  nmcli --terse connection up ${port2}`,
      "else",
      "  systemctl restart network",
      "fi",
    ],
  };
}

function master(bond: BondDay0): GuestFile {
  const options = [...bondOptions(bond)].map(([key, value]) => `${key}=${value}`).join(" ");
  const v4 = family(bond, 4);
  const v6 = family(bond, 6);
  const lines = [
    `NAME=${bond.name}`,
    `DEVICE=${bond.name}`,
    "TYPE=Bond",
    "BONDING_MASTER=yes",
    "BOOTPROTO=static",
    "ONBOOT=yes",
    `BONDING_OPTS="${options}"`,
  ];
  v4.addresses.forEach((address, index) => {
    const suffix = index === 0 ? "" : String(index);
    const prefix = Number(address.split("/")[1]);
    lines.push(`IPADDR${suffix}=${hostOf(address)}`, `NETMASK${suffix}=${netmask(prefix)}`);
  });
  if (v4.gateway !== undefined) {
    lines.push(`GATEWAY=${v4.gateway}`, `METRIC=${ROUTE_METRIC}`, `IPV4_ROUTE_METRIC=${ROUTE_METRIC}`);
  }
  const [first, ...more] = v6.addresses;
  if (first !== undefined) {
    lines.push("IPV6INIT=yes", "IPV6_AUTOCONF=no", `IPV6ADDR=${first}`);
  }
  if (more.length > 0) {
    lines.push(`IPV6ADDR_SECONDARIES="${more.join(" ")}"`);
  }
  if (v6.gateway !== undefined) {
    lines.push(`IPV6_DEFAULTGW=${v6.gateway}`, `IPV6_ROUTE_METRIC=${ROUTE_METRIC}`);
  }
  return ifcfg(bond.name, lines);
}

function member(bond: BondDay0, id: string, mac: string): GuestFile {
  return ifcfg(id, [
    `NAME=${id}`,
    "TYPE=Ethernet",
    `HWADDR=${mac.toUpperCase()}`,
    "BOOTPROTO=none",
    "ONBOOT=yes",
    `MASTER=${bond.name}`,
    "SLAVE=yes",
  ]);
}

function netmask(prefix: number): string {
  return IPv4.subnetMaskFromPrefixLength(prefix).toString();
}

function ifcfg(id: string, lines: readonly string[]): GuestFile {
  return { path: ifcfgPath(id), permissions: "0644", content: `${lines.join("\n")}\n` };
}

function ifcfgPath(id: string): string {
  return `/etc/sysconfig/network-scripts/ifcfg-${id}`;
}
