import { bondOptions, connectionNames, type RenderedBond, ROUTE_METRIC, selectFamily } from "./bond";
import { ifcfgPath } from "./ifcfg";
import { keyfilePath } from "./keyfile";
import { editWithName } from "./naming";
import { quoted } from "./shell";
import type { BondDay0 } from "./vnf";

/**
 * Renders the bond as nmcli commands (Cisco guide, Day0 example), for images in which configuration files are not
 * wanted.
 */
export function renderNmcliBond(bond: BondDay0): RenderedBond {
  const name = quoted(bond.name);
  const [port1, port2] = connectionNames(bond).map(quoted) as [string, string];
  const mtu = bond.mtu === undefined ? "" : ` 802-3-ethernet.mtu ${bond.mtu}`;
  const add = "nmcli --terse connection add";
  const member = (port: string, mac: string) =>
    `${add} type ethernet con-name ${port} ifname '*' mac ${quoted(mac)} master ${name} slave-type bond connection.autoconnect-priority 100${mtu}`;
  return {
    files: [],
    // NetworkManager keeps the profile in one of these files.
    naming: [keyfilePath(bond.name), ifcfgPath(bond.name)].map((path) =>
      editWithName("primary", path, ['s/\\(^\\|[ "]\\)primary=[^ "]*/\\1primary={name}/']),
    ),
    consumer: {
      check: ["nmcli --terse connection reload"],
      lacking:
        "cpnr:day0.renderer is nmcli, but no NetworkManager runs in this guest: set it to netplan or ifcfg",
    },
    activation: [
      "nmcli --terse connection reload",
      `nmcli --terse connection delete id ${name} id ${port1} id ${port2} 2>/dev/null || :`,
      `${add} type bond con-name ${name} ifname ${name} bond.options ${quoted(options(bond))},primary="$primary"${mtu} ${addressing(bond, 4)} ${addressing(bond, 6)}`,
      member(port1, bond.members[0].mac),
      member(port2, bond.members[1].mac),
      `nmcli --terse connection up id ${port1}`,
      `nmcli --terse connection up id ${port2}`,
      `nmcli --terse connection up id ${name}`,
    ],
  };
}

/** Formats the bonding options. A comma in a value is escaped, because nmcli separates options at a comma. */
function options(bond: BondDay0): string {
  return [...bondOptions(bond)].map(([key, value]) => `${key}=${value.replaceAll(",", "\\,")}`).join(",");
}

function addressing(bond: BondDay0, version: 4 | 6): string {
  const { addresses, gateway, halves } = selectFamily(bond, version);
  const ip = `ipv${version}`;
  if (addresses.length === 0) {
    return `${ip}.method disabled`;
  }
  const routes = halves.map((half) => `${half} ${gateway} ${ROUTE_METRIC}`).join(",");
  const route =
    gateway === undefined ? "" : ` ${ip}.gateway ${quoted(gateway)} ${ip}.routes ${quoted(routes)}`;
  // From 1.46 on, NetworkManager looks for duplicates of IPv4 addresses by default (docs/design.md, 18).
  const detection = version === 4 ? ` ${ip}.dad-timeout 0` : "";
  return `${ip}.method manual ${ip}.addresses ${quoted(addresses.join(","))}${route} ${ip}.route-metric ${ROUTE_METRIC}${detection}`;
}
