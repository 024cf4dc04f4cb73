import { IPv4 } from "ipaddr.js";
import { hostOf, isLinkLocalIpv6 } from "../plan/address";
import {
  bondOptions,
  connectionNames,
  type GuestFile,
  type RenderedBond,
  ROUTE_METRIC,
  selectFamily,
} from "./bond";
import { editWithName } from "./naming";
import { quoted } from "./shell";
import type { BondDay0 } from "./vnf";

const FOLDER = "/etc/sysconfig/network-scripts";

/**
 * Renders the bond as ifcfg files (Cisco guide, steps 3.1 to 3.3), for images with network-scripts or NetworkManager's
 * ifcfg-rh.
 */
export function renderIfcfgBond(bond: BondDay0): RenderedBond {
  const [port1, port2] = connectionNames(bond);
  return {
    files: [
      master(bond),
      ...routes(bond),
      member(bond, port1, bond.members[0].mac),
      member(bond, port2, bond.members[1].mac),
    ],
    naming: [
      editWithName("primary", ifcfgPath(bond.name), [
        's/ primary=[^ "]*//',
        '/^BONDING_OPTS=/s/"$/ primary={name}"/',
      ]),
      editWithName("primary", ifcfgPath(port1), ["/^DEVICE=/d", "/^NAME=/a DEVICE={name}"]),
      editWithName("second", ifcfgPath(port2), ["/^DEVICE=/d", "/^NAME=/a DEVICE={name}"]),
    ],
    consumer: {
      check: [
        "if systemctl --quiet is-active NetworkManager; then",
        "  nmcli --terse connection reload &&",
        `    nmcli --terse connection show id ${quoted(bond.name)}`,
        "else",
        "  systemctl cat network",
        "fi",
      ],
      lacking:
        "cpnr:day0.renderer is ifcfg, but this guest has neither a NetworkManager that reads ifcfg files nor network-scripts: set it to keyfile or netplan",
    },
    activation: [
      "if systemctl --quiet is-active NetworkManager; then",
      "  nmcli --terse connection reload",
      `  nmcli --terse connection up id ${quoted(bond.name)}`,
      `  nmcli --terse connection up id ${quoted(port1)}`,
      `  nmcli --terse connection up id ${quoted(port2)}`,
      "else",
      "  systemctl restart network",
      "fi",
    ],
  };
}

function master(bond: BondDay0): GuestFile {
  const options = [...bondOptions(bond)].map(([key, value]) => `${key}=${value}`).join(" ");
  return ifcfg(bond.name, [
    `NAME=${bond.name}`,
    `DEVICE=${bond.name}`,
    "TYPE=Bond",
    "BONDING_MASTER=yes",
    "BOOTPROTO=static",
    "ONBOOT=yes",
    `BONDING_OPTS="${options}"`,
    ...mtu(bond),
    ...ipv4(bond),
    ...ipv6(bond),
  ]);
}

function ipv4(bond: BondDay0): string[] {
  const { addresses, gateway } = selectFamily(bond, 4);
  const lines = addresses.flatMap((address, index) => {
    const suffix = index === 0 ? "" : String(index);
    const prefix = Number(address.split("/")[1]);
    return [`IPADDR${suffix}=${hostOf(address)}`, `NETMASK${suffix}=${netmask(prefix)}`];
  });
  if (addresses.length > 0) {
    // No detection of duplicate addresses: by network-scripts, and by NetworkManager (docs/design.md, 18).
    lines.push("ARPCHECK=no", "ACD_TIMEOUT=0", `IPV4_ROUTE_METRIC=${ROUTE_METRIC}`);
  }
  return gateway === undefined ? lines : [...lines, `GATEWAY=${gateway}`, `METRIC=${ROUTE_METRIC}`];
}

/** Renders the files of the bond's routes besides the default routes. */
function routes(bond: BondDay0): GuestFile[] {
  return ([4, 6] as const).flatMap((version) => {
    const { gateway, halves } = selectFamily(bond, version);
    const lines = halves.map((half) => `${half} via ${gateway} dev ${bond.name} metric ${ROUTE_METRIC}\n`);
    const path = `${FOLDER}/route${version === 6 ? "6" : ""}-${bond.name}`;
    return lines.length === 0 ? [] : [{ path, permissions: "0644", content: lines.join("") }];
  });
}

function ipv6(bond: BondDay0): string[] {
  const { addresses, gateway } = selectFamily(bond, 6);
  const [first, ...more] = addresses;
  if (first === undefined) {
    return ["IPV6INIT=no", "IPV6_DISABLED=yes"];
  }
  return [
    "IPV6INIT=yes",
    "IPV6_AUTOCONF=no",
    `IPV6ADDR=${first}`,
    ...(more.length === 0 ? [] : [`IPV6ADDR_SECONDARIES="${more.join(" ")}"`]),
    `IPV6_ROUTE_METRIC=${ROUTE_METRIC}`,
    ...(gateway === undefined ? [] : [`IPV6_DEFAULTGW=${addZone(gateway, bond)}`]),
  ];
}

/** Adds the interface to a link-local gateway: network-scripts needs it, and NetworkManager's ifcfg-rh ignores it. */
function addZone(gateway: string, bond: BondDay0): string {
  return isLinkLocalIpv6(gateway) ? `${gateway}%${bond.name}` : gateway;
}

function mtu(bond: BondDay0): string[] {
  return bond.mtu === undefined ? [] : [`MTU=${bond.mtu}`];
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
    ...mtu(bond),
  ]);
}

function netmask(prefix: number): string {
  return IPv4.subnetMaskFromPrefixLength(prefix).toString();
}

function ifcfg(id: string, lines: readonly string[]): GuestFile {
  return { path: ifcfgPath(id), permissions: "0644", content: `${lines.join("\n")}\n` };
}

/** Path of an ifcfg file in the guest. */
export function ifcfgPath(id: string): string {
  return `${FOLDER}/ifcfg-${id}`;
}
