import { basename } from "node:path";
import fc from "fast-check";
import { renderNetplanBond } from "../../day0/netplan";
import type { BondDay0 } from "../../day0/vnf";
import { familyOf } from "../../plan/address";
import * as arbitrary from "./arbitraries";
import { type NetplanCase, readByNetplan } from "./consumers";
import { bonds, labDay0 } from "./vnf";

/** Number of arbitrary bonds. */
const RUNS = Number(process.env.CPNR_PROPERTY_RUNS ?? 200);

function filesOf(bond: BondDay0): Record<string, string> {
  return Object.fromEntries(
    renderNetplanBond(bond).files.map(({ path, content }) => [basename(path), content]),
  );
}

/** The lines of each section of a systemd file. Sections of the same name are separate. */
function sectionsOf(text = ""): string[][] {
  return text
    .trim()
    .split(/\n\n(?=\[)/)
    .map((section) => section.split("\n"));
}

/** What networkd must read, in its own words (systemd.netdev(5), systemd.network(5)). */
function expectedFiles(bond: BondDay0): Record<string, string[][]> {
  const { linkMonitor: monitor, name } = bond;
  const mtu = bond.mtu === undefined ? [] : [`MTUBytes=${bond.mtu}`];
  const link = mtu.length === 0 ? [] : [["[Link]", ...mtu]];
  const hasIpv6 = bond.addresses.some((address) => familyOf(address) === "6");
  const member = (mac: string, primary: readonly string[]) => [
    ["[Match]", `PermanentMACAddress=${mac}`],
    ["[Link]", "RequiredForOnline=no", ...mtu],
    ["[Network]", "LinkLocalAddressing=no", "IPv6AcceptRA=no", `Bond=${name}`, ...primary],
  ];
  const [primary, second] = bond.members;
  return {
    [`10-netplan-${name}.netdev`]: [
      ["[NetDev]", `Name=${name}`, ...mtu, "Kind=bond"],
      [
        "[Bond]",
        "Mode=active-backup",
        ...(monitor.type === "mii"
          ? [
              `MIIMonitorSec=${monitor.miimon}ms`,
              `UpDelaySec=${monitor.updelay}ms`,
              `DownDelaySec=${monitor.downdelay}ms`,
            ]
          : [
              `ARPIntervalSec=${monitor.interval}ms`,
              `ARPIPTargets=${monitor.targets.join(" ")}`,
              `ARPValidate=${monitor.validate}`,
            ]),
        "FailOverMACPolicy=active",
        `GratuitousARP=${bond.gratuitousArps}`,
        `PrimaryReselectPolicy=${bond.failback === "reclaim" ? "always" : "failure"}`,
      ],
    ],
    [`10-netplan-${name}.network`]: [
      ["[Match]", `Name=${name}`],
      ...link,
      [
        "[Network]",
        `LinkLocalAddressing=${hasIpv6 ? "ipv6" : "no"}`,
        ...bond.addresses.map((address) => `Address=${address}`),
        "IPv6AcceptRA=no",
        "ConfigureWithoutCarrier=yes",
      ],
      ...bond.gateways.flatMap((gateway) =>
        (familyOf(gateway) === "4"
          ? ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"]
          : ["::/0", "::/1", "8000::/1"]
        ).map((to) => ["[Route]", `Destination=${to}`, `Gateway=${gateway}`, "Metric=50"]),
      ),
    ],
    [`10-netplan-${name}_port1.network`]: member(primary.mac, ["PrimarySlave=true"]),
    [`10-netplan-${name}_port2.network`]: member(second.mac, []),
  };
}

/** What the real netplan generates, without the files that only set link properties. */
function generatedFiles(files: Readonly<Record<string, string>>): Record<string, string[][]> {
  return Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => !name.endsWith(".link"))
      .map(([name, text]) => [name, sectionsOf(text)]),
  );
}

describe("The bond as a netplan file", () => {
  it.each(Object.keys(bonds))("is for networkd the bond of the plan: %s", (name) => {
    const { bond } = labDay0("netplan", bonds[name]);
    const [generated = {}] = readByNetplan([{ files: filesOf(bond) }]);
    expect(generatedFiles(generated)).toEqual(expectedFiles(bond));
  });

  it("is for networkd the bond of the plan, whatever its values", () => {
    fc.assert(
      fc.property(fc.array(arbitrary.bond, { minLength: 1, maxLength: RUNS, size: "max" }), (batch) => {
        const read = readByNetplan(batch.map((bond) => ({ files: filesOf(bond) })));
        expect(read.map(generatedFiles)).toEqual(batch.map(expectedFiles));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it("sorts behind the file of the bond, for a networkd that matches a member by the MAC address of the bond", () => {
    const { bond } = labDay0("netplan");
    const [generated = {}] = readByNetplan([{ files: filesOf(bond) }]);
    const networks = Object.keys(generated).filter((name) => name.endsWith(".network"));
    expect(networks.sort()[0]).toBe("10-netplan-bond0.network");
  });
});

describe("The activation by netplan, beside the file that cloud-init renders for every NIC", () => {
  const [PRIMARY, SECOND, MANAGEMENT] = ["fa:16:3e:00:00:01", "fa:16:3e:00:00:02", "fa:16:3e:00:00:04"];
  const link = (mac: string) => ({ id: mac, vif_id: mac, type: "ovs", mtu: 1500, ethernet_mac_address: mac });
  const network = (mac: string, address: string, gateway?: string) => ({
    id: mac,
    network_id: mac,
    type: "ipv4",
    link: mac,
    ip_address: address,
    netmask: "255.255.255.0",
    routes: gateway === undefined ? [] : [{ network: "0.0.0.0", netmask: "0.0.0.0", gateway }],
  });
  const { bond } = labDay0("netplan");
  const guest: NetplanCase = {
    networkData: {
      links: [PRIMARY, SECOND, MANAGEMENT].map((mac) => link(mac as string)),
      networks: [
        network(PRIMARY as string, "172.16.1.10"),
        network(SECOND as string, "172.16.1.10"),
        network(MANAGEMENT as string, "10.10.10.101", "10.10.10.1"),
      ],
      services: [],
    },
    names: { [PRIMARY as string]: "ens5", [SECOND as string]: "ens4", [MANAGEMENT as string]: "ens3" },
    files: filesOf(bond),
  };
  /** The arguments of the `netplan set` of the activation. */
  const settings = renderNetplanBond(bond)
    .activation.filter((line) => line.startsWith("netplan set "))
    .map((line) =>
      line.replace("$primary", "ens5").replace("$second", "ens4").replaceAll('"', "").split(" ").slice(2),
    );

  it("removes cloud-init's definitions of the members only", () => {
    const [before = {}, after = {}] = readByNetplan([guest, { ...guest, settings }]);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(["10-netplan-ens4.network", "10-netplan-ens5.network"]),
    );
    expect(Object.keys(after).filter((name) => name.includes("ens"))).toEqual([
      "10-netplan-ens3.link",
      "10-netplan-ens3.network",
    ]);
    expect(after["10-netplan-ens3.network"]).toBe(before["10-netplan-ens3.network"]);
  });

  it("leaves management's default route without a metric, so only the routes to the halves win", () => {
    const [after = {}] = readByNetplan([{ ...guest, settings }]);
    expect(sectionsOf(after["10-netplan-ens3.network"])).toContainEqual([
      "[Route]",
      "Destination=0.0.0.0/0",
      "Gateway=10.10.10.1",
    ]);
  });

  it("can be repeated", () => {
    const [once, twice] = readByNetplan([
      { ...guest, settings },
      { ...guest, settings: [...settings, ...settings] },
    ]);
    expect(twice).toEqual(once);
  });
});
