import type { Bond } from "../../plan/bond";
import type { Vnf } from "../../plan/vnf";
import { requestFor } from "../../remote/observation";
import { type BondEvidence, DNS_TRANSPORTS, type Evidence } from "../../verify/evidence";
import { type Expectation, expectationOf } from "../../verify/expectation";
import { planFrom } from "../settings";
import { groups } from "./cloudState";

const plan = planFrom("lab");
const [vnf] = plan.vnfs as [Vnf];
const bond: Bond = {
  ...vnf.bond,
  linkMonitor: { type: "mii", miimon: 100, updelay: 300, downdelay: 200 },
  mtu: 8950,
  addresses: ["172.16.1.10/24", "2001:db8::10/64"],
  gateways: ["172.16.1.1", "fe80::1"],
};

/** The expectation for the lab's VNF on a dual-stack network with jumbo frames. */
export const expectation: Expectation = {
  ...expectationOf(requestFor({ plan, owner: "cpnr/lab" }, vnf, []), {
    "sriov-1": "fa:16:3e:00:00:01",
    "sriov-2": "fa:16:3e:00:00:02",
  }),
  bond,
  recordedGroups: groups(),
  pings: [
    { address: "172.16.1.1", over: "bond0", targetName: "the gateway" },
    { address: "fe80::1", over: "bond0", targetName: "the gateway" },
    { address: "10.10.10.1", over: "10.10.10.101", targetName: "the gateway of management" },
  ],
};

/** The same with ARP monitoring of two targets. */
export const arpExpectation: Expectation = {
  ...expectation,
  bond: {
    ...expectation.bond,
    linkMonitor: { type: "arp", interval: 250, targets: ["172.16.1.1", "172.16.1.2"], validate: "all" },
  },
};

/** The evidence from a healthy VNF. */
export function goodEvidence(): Evidence & { bond: BondEvidence } {
  const slave = { mii: "up", linkFailures: 0, driver: "virtio_net" };
  const usable = { tentative: false, dadFailed: false };
  return {
    hostname: "CPNRDNS01C0",
    cloudInit: { ended: true, stage: null, failed: false, errors: [] },
    numaNodes: [
      { node: 0, cpus: "0-1", memory: 490 },
      { node: 1, cpus: "2-3", memory: 502 },
    ],
    bondingModule: true,
    bond: {
      name: "bond0",
      mode: "active-backup",
      failOverMac: "active",
      linkMonitor: {
        miimon: 100,
        updelay: 300,
        downdelay: 200,
        arpInterval: 0,
        arpTargets: [],
        arpValidate: "none",
      },
      primaryReselect: "failure",
      gratuitousArps: 5,
      active: true,
      mii: "up",
      mtu: 8950,
      slaves: [
        { ...slave, name: "ens4", mac: "fa:16:3e:00:00:02", numaNode: 1, primary: false, active: false },
        { ...slave, name: "ens5", mac: "fa:16:3e:00:00:01", numaNode: 0, primary: true, active: true },
      ],
      addresses: [
        { address: "172.16.1.10/24", ...usable },
        { address: "2001:db8::10/64", ...usable },
      ],
    },
    activationError: null,
    preferredRoute: {
      "4": { device: "bond0", gateway: "172.16.1.1" },
      "6": { device: "bond0", gateway: "fe80::1" },
    },
    interfaces: [
      { name: "ens2", mac: "fa:16:3e:00:00:03", addresses: ["192.168.100.101"] },
      { name: "ens3", mac: "fa:16:3e:00:00:04", addresses: ["10.10.10.101"] },
    ],
    pings: expectation.pings.map(({ address, over }) => ({ address, over, reached: true })),
    dns: DNS_TRANSPORTS.map((transport) => ({
      server: "172.16.1.10",
      transport,
      answered: true,
      detail: "1 A record",
    })),
    clockSynchronized: true,
  };
}

/** The evidence from a healthy VNF with ARP monitoring. */
export function goodArpEvidence(): Good {
  const good = goodEvidence();
  good.bond.linkMonitor = {
    miimon: 0,
    updelay: 0,
    downdelay: 0,
    arpInterval: 250,
    arpTargets: ["172.16.1.1", "172.16.1.2"],
    arpValidate: "all",
  };
  return good;
}

type Good = ReturnType<typeof goodEvidence>;
type Slaves = [Good["bond"]["slaves"][number], Good["bond"]["slaves"][number]];

type Fault = readonly [name: string, change: (good: Good) => Evidence, sentence: string];

const faults: readonly Fault[] = [
  [
    "cloud-init still runs",
    (good) => ({ ...good, cloudInit: { ended: false, stage: "modules-config", failed: false, errors: [] } }),
    "cloud-init: expected ended, actual still in stage modules-config.",
  ],
  [
    "cloud-init reported an error",
    (good) => ({
      ...good,
      cloudInit: { ended: true, stage: null, failed: true, errors: ["('scripts-user', RuntimeError)"] },
    }),
    "errors of cloud-init: expected none, actual ('scripts-user', RuntimeError).",
  ],
  [
    "the guest has the name from Nova's metadata",
    (good) => ({ ...good, hostname: "cpnr-dns-1.novalocal" }),
    "host name of the guest: expected CPNRDNS01C0, actual cpnr-dns-1.novalocal, the name from Nova's metadata.",
  ],
  [
    "somebody changed the host name",
    (good) => ({ ...good, hostname: "localhost" }),
    "host name of the guest: expected CPNRDNS01C0, actual localhost.",
  ],
  [
    "the guest sees one NUMA node",
    (good) => ({ ...good, numaNodes: good.numaNodes.slice(0, 1) }),
    "NUMA nodes in the guest: expected 2 or more, actual 1: node 0 with CPUs 0-1 and 490 MiB.",
  ],
  [
    "both VFs are on one NUMA node of the guest",
    (good) => ({
      ...good,
      bond: { ...good.bond, slaves: good.bond.slaves.map((slave) => ({ ...slave, numaNode: 0 })) },
    }),
    "NUMA nodes of the slaves: expected different, actual ens4 on 0, ens5 on 0.",
  ],
  [
    "the management NIC has no address",
    (good) => ({ ...good, interfaces: good.interfaces.slice(0, 1) }),
    "management address 10.10.10.101: expected on a NIC of the guest, actual the NICs have 192.168.100.101.",
  ],
  [
    "the DNS service does not answer over TCP",
    (good) => ({
      ...good,
      dns: good.dns.map((one) =>
        one.transport === "TCP" ? { ...one, answered: false, detail: "Connection refused" } : one,
      ),
    }),
    "DNS query of the guest for www.example.test over TCP to 172.16.1.10: expected a response, actual Connection refused.",
  ],
  [
    "the bond has another mode",
    (good) => withBond(good, { mode: "balance-rr" }),
    "mode of bond0: expected active-backup, actual balance-rr.",
  ],
  [
    "the slaves share one MAC address",
    (good) => withBond(good, { failOverMac: "none" }),
    "fail_over_mac of bond0: expected active, actual none.",
  ],
  [
    "MII monitoring is off",
    (good) => withMonitor(good, { miimon: 0 }),
    "miimon of bond0: expected 100, actual 0.",
  ],
  ["updelay is 0", (good) => withMonitor(good, { updelay: 0 }), "updelay of bond0: expected 300, actual 0."],
  [
    "downdelay is 0",
    (good) => withMonitor(good, { downdelay: 0 }),
    "downdelay of bond0: expected 200, actual 0.",
  ],
  [
    "the primary would become active again at once",
    (good) => withBond(good, { primaryReselect: "always" }),
    "primary_reselect of bond0: expected failure, actual always.",
  ],
  [
    "no gratuitous ARP is sent",
    (good) => withBond(good, { gratuitousArps: 0 }),
    "num_grat_arp of bond0: expected 5, actual 0.",
  ],
  [
    "the bond has no link",
    (good) => withBond(good, { mii: "down" }),
    "link of bond0: expected up, actual down.",
  ],
  [
    "the bond has another MTU",
    (good) => withBond(good, { mtu: 1500 }),
    "MTU of bond0: expected 8950, actual 1500.",
  ],
  [
    "a slave is missing",
    (good) => withBond(good, { slaves: slavesOf(good).slice(1) }),
    "VF fa:16:3e:00:00:02 of sriov-network-2: expected a slave of bond0, actual the slaves are ens5 (fa:16:3e:00:00:01).",
  ],
  [
    "a slave has another MAC address",
    (good) => withSlave(good, 0, { mac: "fa:16:3e:00:00:99" }),
    "VF fa:16:3e:00:00:02 of sriov-network-2: expected a slave of bond0, actual the slaves are ens4 (fa:16:3e:00:00:99), ens5",
  ],
  [
    "a slave's cable is unplugged",
    (good) => withSlave(good, 0, { mii: "down" }),
    "link of slave ens4 (sriov-network-2, fa:16:3e:00:00:02): expected up, actual down (0 link failures",
  ],
  [
    "no primary is set",
    (good) => withSlave(good, 1, { primary: false }),
    "primary of bond0: expected VF fa:16:3e:00:00:01 of sriov-network-1, actual not set.",
  ],
  [
    "no slave is active",
    (good) => withBond(good, { active: false }),
    "active slave of bond0: expected one of the slaves, actual none.",
  ],
  [
    "the bond lacks an address",
    (good) => withBond(good, { addresses: good.bond.addresses.slice(1) }),
    "addresses of bond0: expected 172.16.1.10/24 among them, actual 2001:db8::10/64.",
  ],
  [
    "the bond has another prefix length",
    (good) => withAddress(good, 0, { address: "172.16.1.10/25" }),
    "addresses of bond0: expected 172.16.1.10/24 among them, actual 172.16.1.10/25, 2001:db8::10/64.",
  ],
  [
    "an address is tentative",
    (good) => withAddress(good, 1, { tentative: true }),
    "addresses of bond0: expected 2001:db8::10/64 among them, actual 2001:db8::10/64 is not usable yet: IPv6 is looking for another host that has it (tentative).",
  ],
  [
    "an address is a duplicate",
    (good) => withAddress(good, 1, { tentative: true, dadFailed: true }),
    "addresses of bond0: expected 2001:db8::10/64 among them, actual 2001:db8::10/64 is unusable: IPv6 found it on another host (dadfailed).",
  ],
  [
    "the default route goes over management",
    (good) => withRoute(good, "4", { device: "ens3", gateway: "10.10.10.1" }),
    "IPv4 default route: expected via 172.16.1.1 on bond0, actual via 10.10.10.1 on ens3.",
  ],
  [
    "IPv6's default route goes over management",
    (good) => withRoute(good, "6", { device: "ens3", gateway: "fe80::1" }),
    "IPv6 default route: expected via fe80::1 on bond0, actual via fe80::1 on ens3.",
  ],
  [
    "there is no IPv4 default route",
    (good) => ({ ...good, preferredRoute: { "6": { device: "bond0", gateway: "fe80::1" } } }),
    "IPv4 default route: expected via 172.16.1.1 on bond0, actual missing.",
  ],
  [
    "the IPv4 gateway does not answer",
    (good) => withAnswer(good, "172.16.1.1", false),
    "ping of the gateway 172.16.1.1 over bond0: expected answered, actual not answered.",
  ],
  [
    "the IPv6 gateway does not answer",
    (good) => withAnswer(good, "fe80::1", false),
    "ping of the gateway fe80::1 over bond0: expected answered, actual not answered.",
  ],
  [
    "management's gateway does not answer",
    (good) => withAnswer(good, "10.10.10.1", false),
    "ping of the gateway of management 10.10.10.1 over 10.10.10.101: expected answered, actual not answered.",
  ],
];

const arpFaults: readonly Fault[] = [
  [
    "ARP monitoring is off",
    (good) => withMonitor(good, { arpInterval: 0 }),
    "arp_interval of bond0: expected 250, actual 0.",
  ],
  [
    "a target is missing",
    (good) => withMonitor(good, { arpTargets: ["172.16.1.1"] }),
    "arp_ip_target of bond0: expected 172.16.1.2 among them, actual 172.16.1.1.",
  ],
  [
    "ARP validation is off",
    (good) => withMonitor(good, { arpValidate: "none" }),
    "arp_validate of bond0: expected all, actual none.",
  ],
];

/** VNFs with one fault: its name, the expectation, the evidence, and the sentence about it. */
export const faultyVnfs: readonly (readonly [name: string, Expectation, Evidence, sentence: string])[] = [
  ...faults.map(([name, change, sentence]) => [name, expectation, change(goodEvidence()), sentence] as const),
  ...arpFaults.map(
    ([name, change, sentence]) => [name, arpExpectation, change(goodArpEvidence()), sentence] as const,
  ),
];

function slavesOf({ bond }: Good): Slaves {
  return bond.slaves as Slaves;
}

function withBond(good: Good, change: Partial<Good["bond"]>): Evidence {
  return { ...good, bond: { ...good.bond, ...change } };
}

function withMonitor(good: Good, change: Partial<BondEvidence["linkMonitor"]>): Evidence {
  return withBond(good, { linkMonitor: { ...good.bond.linkMonitor, ...change } });
}

function withAddress(good: Good, index: 0 | 1, change: Partial<BondEvidence["addresses"][number]>): Evidence {
  return withBond(good, {
    addresses: good.bond.addresses.map((address, position) =>
      position === index ? { ...address, ...change } : address,
    ),
  });
}

function withRoute(
  good: Good,
  version: "4" | "6",
  route: NonNullable<Evidence["preferredRoute"]["4"]>,
): Evidence {
  return { ...good, preferredRoute: { ...good.preferredRoute, [version]: route } };
}

function withAnswer(good: Good, gateway: string, reached: boolean): Evidence {
  return {
    ...good,
    pings: good.pings.map((ping) => (ping.address === gateway ? { ...ping, reached } : ping)),
  };
}

function withSlave(good: Good, index: 0 | 1, change: Partial<Slaves[number]>): Evidence {
  return withBond(good, {
    slaves: slavesOf(good).map((slave, position) => (position === index ? { ...slave, ...change } : slave)),
  });
}
