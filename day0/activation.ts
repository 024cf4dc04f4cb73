import type { GuestFile, RenderedBond } from "./bond";
import { NAMING_UNIT } from "./naming";
import { quoted } from "./shell";
import type { BondDay0 } from "./vnf";

/** Path of the script in the guest that activates the bond. It can run again at any time. */
export const ACTIVATION_PATH = "/usr/local/sbin/day0-bond";

/** File in the guest with the reason why the script failed. Verification reads it (remote/guest/evidence.py). */
const ERROR_PATH = "/run/day0-bond.error";

/**
 * Renders the script that activates the bond. It finds the slaves by MAC, removes their cloud-init profiles, and brings
 * the bond up. cloud-init creates a profile for every NIC in network_data.json, which would conflict with the bond's
 * profiles. The script removes nothing in a guest that can't read the bond's configuration.
 */
export function renderActivationScript(
  bond: BondDay0,
  { naming, consumer, activation }: RenderedBond,
): GuestFile {
  const name = quoted(bond.name);
  const [primary, second] = [quoted(bond.members[0].mac), quoted(bond.members[1].mac)];
  const content = `#!/bin/sh
# Brings the bond up over the two VFs; does nothing where it is up already. With the argument names, it only writes the
# names of their interfaces into the bond's configuration.
set -eu

# One try, for a shell of its own: it ends at the first command that fails.
if [ "\${1:-}" = once ]; then
${indent(activation)}
  exit
fi

# Ends with a message, which verification reads too.
fail() {
  echo "day0-bond: $1" >&2
  echo "$1" >${ERROR_PATH}
  exit 1
}

# Ends well. The system writes files to the disk within half a minute, and a server that is reset before would lose its bond.
finish() {
  sync
  exit 0
}

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

# The name of an interface can change at a boot, such as after a NIC was added.
write_names() {
${indent(naming.length === 0 ? [":"] : naming)}
}

# Whether the guest reads the bond's configuration.
has_consumer() {
${indent(consumer.check)}
}

settled() {
  [ "$(cat /sys/class/net/${name}/bonding/primary 2>/dev/null)" = "$primary" ] &&
    [ -e "/sys/class/net/$primary/bonding_slave" ] && [ -e "/sys/class/net/$second/bonding_slave" ]
}

if [ "\${1:-}" = names ]; then
  udevadm settle --timeout=30 || :
fi
primary=$(interface_of ${primary})
second=$(interface_of ${second})
export primary second
if [ "\${1:-}" = names ]; then
  forget_profiles_of ${primary}
  forget_profiles_of ${second}
  write_names
  exit
fi

rm -f ${ERROR_PATH}
[ -n "$primary" ] || fail "no interface has the MAC address "${primary}"; is the VF attached to the server?"
[ -n "$second" ] || fail "no interface has the MAC address "${second}"; is the VF attached to the server?"
write_names
# NetworkManager may be busy still, with the boot.
for pause in 1 2 4 8 none; do
  if settled || has_consumer >/dev/null 2>&1; then
    break
  fi
  [ "$pause" != none ] || fail ${quoted(consumer.lacking)}
  sleep "$pause"
done
forget_profiles_of ${primary}
forget_profiles_of ${second}
${naming.length === 0 ? "" : `systemctl --quiet enable ${NAMING_UNIT}\n`}if settled; then
  finish
fi
# It may be busy with the profiles that were just removed.
for pause in 1 2 4 8 0; do
  message=$(sh "$0" once 2>&1) && finish
  echo "day0-bond: a try to bring the bond up failed: $message" >&2
  sleep "$pause"
done
fail "five tries to bring the bond up failed, the last one with: $message"
`;
  return { path: ACTIVATION_PATH, permissions: "0755", content };
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
