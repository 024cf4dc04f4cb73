import { family, type GuestFile } from "./bond";
import type { BondDay0 } from "./vnf";

/**
 * The file that turns duplicate address detection off on a bond with IPv6 addresses: Neutron gave them to this VNF's
 * ports alone, and a probe that comes back through the other VF would leave an address unusable until someone mends
 * it by hand. udev applies the file whenever the bond is made (systemd's 99-systemd.rules).
 */
export function duplicateAddressFiles(bond: BondDay0): GuestFile[] {
  return family(bond, 6).addresses.length === 0
    ? []
    : [
        {
          path: "/etc/sysctl.d/60-day0-bond.conf",
          permissions: "0644",
          // Spelled with slashes, as an interface's name may hold dots (sysctl.d(5)).
          content: `net/ipv6/conf/${bond.name}/accept_dad = 0\n`,
        },
      ];
}
