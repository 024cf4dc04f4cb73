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

/**
 * Renders the bond as NetworkManager keyfiles. Keyfiles can be compared, survive a reboot, and identify the slaves by MAC.
 * @see https://networkmanager.dev/docs/api/latest/nm-settings-keyfile.html
 */
export function renderKeyfileBond(bond: BondDay0): RenderedBond {
  const [port1, port2] = connectionNames(bond);
  const path = keyfilePath(bond.name);
  return {
    files: [
      keyfile(bond.name, [
        [
          "connection",
          [
            ["id", bond.name],
            ["type", "bond"],
            ["interface-name", bond.name],
            ["autoconnect", "true"],
            ["autoconnect-slaves", "1"],
          ],
        ],
        ...ethernet(mtu(bond)),
        ["bond", [...bondOptions(bond)]],
        ["ipv4", addressing(bond, 4)],
        ["ipv6", addressing(bond, 6)],
      ]),
      member(bond, port1, bond.members[0].mac),
      member(bond, port2, bond.members[1].mac),
    ],
    naming: [editWithName("primary", path, ["/^primary=/d", "/^\\[bond\\]$/a primary={name}"])],
    consumer: {
      check: [
        "nmcli --terse connection reload &&",
        `  nmcli --terse connection show id ${quoted(bond.name)}`,
      ],
      lacking:
        "cpnr:day0.renderer is keyfile, but no NetworkManager in this guest reads keyfiles: set it to netplan or ifcfg",
    },
    activation: [
      "nmcli --terse connection reload",
      `nmcli --terse connection up id ${quoted(bond.name)}`,
      `nmcli --terse connection up id ${quoted(port1)}`,
      `nmcli --terse connection up id ${quoted(port2)}`,
    ],
  };
}

type Entry = readonly [key: string, value: string];
type Section = readonly [name: string, entries: readonly Entry[]];

function member(bond: BondDay0, id: string, mac: string): GuestFile {
  return keyfile(id, [
    [
      "connection",
      [
        ["id", id],
        ["type", "ethernet"],
        ["autoconnect", "true"],
        ["autoconnect-priority", "100"],
        ["master", bond.name],
        ["slave-type", "bond"],
      ],
    ],
    ...ethernet([["mac-address", mac], ...mtu(bond)]),
  ]);
}

function mtu(bond: BondDay0): Entry[] {
  return bond.mtu === undefined ? [] : [["mtu", String(bond.mtu)]];
}

function ethernet(entries: readonly Entry[]): Section[] {
  return entries.length === 0 ? [] : [["ethernet", entries]];
}

function addressing(bond: BondDay0, version: 4 | 6): readonly Entry[] {
  const { addresses, gateway, halves } = selectFamily(bond, version);
  if (addresses.length === 0) {
    return [["method", "disabled"]];
  }
  return [
    ["method", "manual"],
    ...addresses.map((address, index) => [`address${index + 1}`, address] as const),
    ...(gateway === undefined ? [] : [["gateway", gateway] as const]),
    ["route-metric", String(ROUTE_METRIC)],
    ...halves.map((half, index) => [`route${index + 1}`, `${half},${gateway},${ROUTE_METRIC}`] as const),
    ...(version === 4 ? [DETECTION_OFF] : []),
  ];
}

/** NetworkManager looks for duplicates of IPv4 addresses by default from 1.46 on (docs/design.md, 18). */
const DETECTION_OFF: Entry = ["dad-timeout", "0"];

function keyfile(id: string, sections: readonly Section[]): GuestFile {
  const content = sections
    .map(([name, entries]) => `[${name}]\n${entries.map(([key, value]) => `${key}=${value}\n`).join("")}`)
    .join("\n");
  return { path: keyfilePath(id), permissions: "0600", content };
}

/** Path of a keyfile in the guest. */
export function keyfilePath(id: string): string {
  return `/etc/NetworkManager/system-connections/${id}.nmconnection`;
}
