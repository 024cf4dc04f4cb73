import { bondOptions, type Family, type RenderedBond, ROUTE_METRIC, selectFamily } from "./bond";
import type { BondDay0 } from "./vnf";
import { formatCloudInitYaml } from "./yaml";

/** netplan's names of the kernel's bonding options. Both give times in ms. */
const PARAMETERS: Readonly<Record<string, string>> = {
  mode: "mode",
  fail_over_mac: "fail-over-mac-policy",
  miimon: "mii-monitor-interval",
  updelay: "up-delay",
  downdelay: "down-delay",
  arp_interval: "arp-interval",
  arp_ip_target: "arp-ip-targets",
  arp_validate: "arp-validate",
  primary_reselect: "primary-reselect-policy",
  num_grat_arp: "gratuitous-arp",
};

/**
 * Renders the bond as a netplan file, for images with netplan and systemd-networkd, such as Ubuntu Server. netplan matches the
 * slaves by MAC, and the primary is one of its definitions, so the file has no interface names.
 * @see https://netplan.readthedocs.io/en/stable/netplan-yaml/
 */
export function renderNetplanBond(bond: BondDay0): RenderedBond {
  // networkd reads its files in the order of their names. Older ones match by the current MAC address, which the bond shares
  // with its active slave. The bond's own file must be first: `.` is before `_`.
  const [port1, port2] = [`${bond.name}_port1`, `${bond.name}_port2`] as const;
  const [v4, v6] = [selectFamily(bond, 4), selectFamily(bond, 6)];
  const mtu = bond.mtu === undefined ? {} : { mtu: bond.mtu };
  const unaddressed = { renderer: "networkd", dhcp4: false, dhcp6: false, "accept-ra": false, ...mtu };
  // A boot does not wait for a member without a link.
  const member = (mac: string) => ({
    match: { macaddress: mac },
    ...unaddressed,
    "link-local": [],
    optional: true,
  });
  const document = {
    network: {
      version: 2,
      ethernets: { [port1]: member(bond.members[0].mac), [port2]: member(bond.members[1].mac) },
      bonds: {
        [bond.name]: {
          interfaces: [port1, port2],
          ...unaddressed,
          "link-local": v6.addresses.length === 0 ? [] : ["ipv6"],
          addresses: [...v4.addresses, ...v6.addresses],
          routes: [...routes(v4, "0.0.0.0/0"), ...routes(v6, "::/0")],
          parameters: { ...parameters(bond), primary: port1 },
        },
      },
    },
  };
  return {
    files: [
      {
        path: `/etc/netplan/60-${bond.name}.yaml`,
        permissions: "0600",
        content: formatCloudInitYaml(document),
      },
    ],
    naming: [],
    consumer: {
      check: ["command -v netplan"],
      lacking:
        "cpnr:day0.renderer is netplan, but this guest has no netplan: set it to keyfile, nmcli or ifcfg",
    },
    activation: [
      // cloud-init names its definitions after the interfaces.
      'netplan set --origin-hint 50-cloud-init "network.ethernets.$primary=null"',
      'netplan set --origin-hint 50-cloud-init "network.ethernets.$second=null"',
      "netplan apply",
    ],
  };
}

function routes({ gateway, halves }: Family, all: string): object[] {
  return gateway === undefined
    ? []
    : [all, ...halves].map((to) => ({ to, via: gateway, metric: ROUTE_METRIC }));
}

function parameters(bond: BondDay0): Record<string, string | number | string[]> {
  return Object.fromEntries(
    [...bondOptions(bond)].map(([option, value]) => [
      PARAMETERS[option] as string,
      option === "arp_ip_target" ? value.split(",") : /^\d+$/.test(value) ? Number(value) : value,
    ]),
  );
}
