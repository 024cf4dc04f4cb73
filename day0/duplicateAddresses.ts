import { type GuestFile, selectFamily } from "./bond";
import type { BondDay0 } from "./vnf";

/**
 * Renders the file that disables duplicate address detection on a bond with IPv6 addresses. The addresses are unique,
 * because Neutron assigned them only to the ports of this VNF. With the detection, a probe that returns through the
 * other VF would make an address unusable until someone repairs it by hand. udev applies the file when the bond is
 * created (systemd's 99-systemd.rules).
 */
export function renderDuplicateAddressFiles(bond: BondDay0): GuestFile[] {
  return selectFamily(bond, 6).addresses.length === 0
    ? []
    : [
        {
          path: "/etc/sysctl.d/60-day0-bond.conf",
          permissions: "0644",
          // With slashes, because the name of an interface can contain dots (sysctl.d(5)).
          content: `net/ipv6/conf/${bond.name}/accept_dad = 0\n`,
        },
      ];
}
