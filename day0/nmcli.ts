import { bondOptions, family, memberNames, type RenderedBond, ROUTE_METRIC } from "./bond";
import type { BondDay0 } from "./vnf";

/** The bond as the seed's chain of nmcli commands (its Day0 example), for images whose owners want no files. */
export function nmcliBond(bond: BondDay0): RenderedBond {
  const [port1, port2] = memberNames(bond);
  const options = [...bondOptions(bond)].map(([key, value]) => `${key}=${value}`).join(",");
  const add = "nmcli --terse connection add";
  return {
    files: [],
    activation: [
      `nmcli --terse connection delete ${bond.name} ${port1} ${port2} 2>/dev/null || :`,
      `${add} type bond con-name ${bond.name} ifname ${bond.name} bond.options "${options},primary=$primary" ${addressing(bond, 4)} ${addressing(bond, 6)}`,
      `${add} type ethernet con-name ${port1} ifname "$primary" mac ${bond.members[0].mac} master ${bond.name} connection.autoconnect-priority 100`,
      `${add} type ethernet con-name ${port2} ifname "$second" mac ${bond.members[1].mac} master ${bond.name} connection.autoconnect-priority 100`,
      `nmcli --terse connection up ${port1}`,
      `nmcli --terse connection up ${port2}`,
      `nmcli --terse connection up ${bond.name}`,
    ],
  };
}

function addressing(bond: BondDay0, version: 4 | 6): string {
  const { addresses, gateway } = family(bond, version);
  const ip = `ipv${version}`;
  if (addresses.length === 0) {
    return `${ip}.method disabled`;
  }
  const route = gateway === undefined ? "" : ` ${ip}.gateway ${gateway}`;
  return `${ip}.method manual ${ip}.addresses ${addresses.join(",")}${route} ${ip}.route-metric ${ROUTE_METRIC}`;
}
