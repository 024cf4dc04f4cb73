import type { GuestFile } from "./bond";
import { quoted } from "./shell";

/** The unit that writes the names of the slaves' interfaces into the bond's configuration at each boot. */
export const NAMING_UNIT = "day0-bond.service";

/**
 * Renders a shell line that edits a file with sed if the file and the slave's interface exist.
 * @param variable the shell variable that has the interface name of the slave
 * @param edits commands of sed; `{name}` stands for the interface name
 */
export function editWithName(variable: "primary" | "second", path: string, edits: readonly string[]): string {
  const name = `"$${variable}"`;
  const expressions = edits
    .map((edit) => `-e ${edit.split("{name}").map(quotedUnlessEmpty).join(name)}`)
    .join(" ");
  return `[ -z ${name} ] || [ ! -f ${quoted(path)} ] || sed -i ${expressions} ${quoted(path)}`;
}

function quotedUnlessEmpty(text: string): string {
  return text === "" ? "" : quoted(text);
}

/**
 * Renders the unit. It runs the script with the argument `names` at each boot before the network starts: NetworkManager
 * accepts the primary only by name, and a name can change at a boot (docs/design.md, 1). cloud-init's own unit goes
 * first, because it may write the profiles of the members again.
 * @param script path of the script
 */
export function renderNamingUnit(script: string): GuestFile {
  return {
    path: `/etc/systemd/system/${NAMING_UNIT}`,
    permissions: "0644",
    content: `[Unit]
Description=Names of the bond's interfaces, by their MAC addresses
DefaultDependencies=no
After=local-fs.target systemd-udev-trigger.service cloud-init-local.service
Wants=network-pre.target
Before=network-pre.target NetworkManager.service network.service

[Service]
Type=oneshot
ExecStart=${script} names

[Install]
WantedBy=multi-user.target
`,
  };
}
