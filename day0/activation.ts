import type { GuestFile, RenderedBond } from "./bond";
import { quoted } from "./shell";
import type { BondDay0 } from "./vnf";

/** Path of the script in the guest that activates the bond. It can run again at any time. */
export const ACTIVATION_PATH = "/usr/local/sbin/day0-bond";

/**
 * Renders the script that activates the bond. It finds the slaves by MAC, removes their cloud-init profiles, and brings
 * the bond up. cloud-init creates a profile for every NIC in network_data.json, which would conflict with the bond's
 * profiles.
 */
export function renderActivationScript(bond: BondDay0, { activation }: RenderedBond): GuestFile {
  const name = quoted(bond.name);
  const [primary, second] = [quoted(bond.members[0].mac), quoted(bond.members[1].mac)];
  const content = `#!/bin/sh
# Brings the bond up over the two VFs; does nothing where it is up already.
set -eu

# One try, for a shell of its own: it ends at the first command that fails.
if [ "\${1:-}" = once ]; then
${activation.map((line) => `  ${line}`).join("\n")}
  exit
fi

# The interface with this MAC of its own, enslaved or not.
interface_of() {
  for path in /sys/class/net/*; do
    [ -e "$path/device" ] || continue
    mac=$(cat "$path/bonding_slave/perm_hwaddr" 2>/dev/null || cat "$path/address")
    if [ "$mac" = "$1" ]; then
      basename "$path"
      return
    fi
  done
  echo "day0-bond: no interface has the MAC address $1; is the VF attached to the server?" >&2
  return 1
}

# cloud-init renders a profile for every NIC of network_data.json; a member must have the bond's only.
forget_profiles_of() {
  for profile in /etc/NetworkManager/system-connections/cloud-init-*.nmconnection \\
    /etc/sysconfig/network-scripts/ifcfg-*; do
    case $profile in */ifcfg-${name} | */ifcfg-${name}-port?) continue ;; esac
    if [ -f "$profile" ] && grep -qi "=$1" "$profile"; then
      rm -f "$profile"
    fi
  done
}

settled() {
  [ "$(cat /sys/class/net/${name}/bonding/primary 2>/dev/null)" = "$primary" ] &&
    [ -e "/sys/class/net/$primary/bonding_slave" ] && [ -e "/sys/class/net/$second/bonding_slave" ]
}

primary=$(interface_of ${primary})
second=$(interface_of ${second})
forget_profiles_of ${primary}
forget_profiles_of ${second}
export primary second
if settled; then
  exit 0
fi
# NetworkManager may be busy still, with the boot or with the profiles that were just removed.
for pause in 1 2 4 8 0; do
  sh "$0" once && exit
  echo "day0-bond: a try to bring the bond up failed" >&2
  sleep "$pause"
done
exit 1
`;
  return { path: ACTIVATION_PATH, permissions: "0755", content };
}
