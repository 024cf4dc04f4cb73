import type { Evidence } from "../../verify/evidence";
import type { Expectation } from "../../verify/expectation";
import { settingsOf } from "../settings";

/** What is expected of the lab's VNF. */
export const expectation: Expectation = {
  vnf: "cpnr-dns-1",
  bond: settingsOf("lab").bond,
  members: [
    { mac: "fa:16:3e:00:00:01", network: "sriov-network-1" },
    { mac: "fa:16:3e:00:00:02", network: "sriov-network-2" },
  ],
  addresses: ["172.16.1.10/24"],
  gateway: "172.16.1.1",
};

/** What a healthy VNF shows. */
export function goodEvidence(): Evidence & { bond: NonNullable<Evidence["bond"]> } {
  const slave = { mii: "up", linkFailures: 0, driver: "virtio_net" };
  return {
    hostname: "CPNRDNS01C0",
    cloudInit: { ended: true, stage: null, errors: [] },
    bond: {
      name: "bond0",
      mode: "active-backup",
      failOverMac: "active",
      miimon: 100,
      primaryReselect: "failure",
      gratuitousArps: 5,
      active: true,
      mii: "up",
      slaves: [
        { ...slave, name: "ens4", mac: "fa:16:3e:00:00:02", numaNode: 1, primary: false, active: false },
        { ...slave, name: "ens5", mac: "fa:16:3e:00:00:01", numaNode: 0, primary: true, active: true },
      ],
      addresses: ["172.16.1.10/24"],
    },
    preferredRoute: { "4": { device: "bond0", gateway: "172.16.1.1" } },
    gateways: [{ address: "172.16.1.1", reached: true }],
  };
}

type Good = ReturnType<typeof goodEvidence>;
type Slaves = [Good["bond"]["slaves"][number], Good["bond"]["slaves"][number]];

/** Evidence of VNFs that are not well: what is wrong, how it shows, and the one sentence about it. */
export const ailments: readonly [name: string, change: (good: Good) => Evidence, says: string][] = [
  [
    "cloud-init still runs",
    (good) => ({ ...good, cloudInit: { ended: false, stage: "modules-config", errors: [] } }),
    "cloud-init was expected to have ended, but is still in its stage modules-config",
  ],
  [
    "the mode is another",
    (good) => withBond(good, { mode: "balance-rr" }),
    "mode was expected to be active-backup, but is balance-rr",
  ],
  [
    "the slaves share one MAC",
    (good) => withBond(good, { failOverMac: "none" }),
    "fail_over_mac was expected to be active, but is none",
  ],
  [
    "link monitoring is off",
    (good) => withBond(good, { miimon: 0 }),
    "miimon was expected to be 100, but is 0",
  ],
  [
    "the primary would take over at once",
    (good) => withBond(good, { primaryReselect: "always" }),
    "primary_reselect was expected to be failure, but is always",
  ],
  [
    "no gratuitous ARP is sent",
    (good) => withBond(good, { gratuitousArps: 0 }),
    "num_grat_arp was expected to be 5, but is 0",
  ],
  [
    "the bond has no link",
    (good) => withBond(good, { mii: "down" }),
    "the bond's link was expected to be up, but is down",
  ],
  [
    "a slave is missing",
    (good) => withBond(good, { slaves: slavesOf(good).slice(1) }),
    "sriov-network-2's VF fa:16:3e:00:00:02 was expected in the bond, but its slaves are ens5 (fa:16:3e:00:00:01)",
  ],
  [
    "a slave has another MAC",
    (good) => withSlave(good, 0, { mac: "fa:16:3e:00:00:99" }),
    "sriov-network-2's VF fa:16:3e:00:00:02 was expected in the bond, but its slaves are ens4 (fa:16:3e:00:00:99), ens5",
  ],
  [
    "a slave's cable is out",
    (good) => withSlave(good, 0, { mii: "down" }),
    "sriov-network-2's slave ens4 (fa:16:3e:00:00:02) was expected to be up, but its link is down",
  ],
  [
    "no primary is set",
    (good) => withSlave(good, 1, { primary: false }),
    "primary was expected to be sriov-network-1's VF fa:16:3e:00:00:01, but is not set",
  ],
  [
    "no slave is active",
    (good) => withBond(good, { active: false }),
    "one slave was expected to be active, but none is",
  ],
  [
    "the bond has no address",
    (good) => withBond(good, { addresses: [] }),
    "bond0 was expected to hold 172.16.1.10/24, but holds no address",
  ],
  [
    "the bond has another prefix length",
    (good) => withBond(good, { addresses: ["172.16.1.10/25"] }),
    "bond0 was expected to hold 172.16.1.10/24, but holds 172.16.1.10/25",
  ],
  [
    "the default route goes over management",
    (good) => ({ ...good, preferredRoute: { "4": { device: "ens3", gateway: "10.10.10.1" } } }),
    "the default route was expected via 172.16.1.1 on bond0, but is via 10.10.10.1 on ens3",
  ],
  [
    "there is no default route",
    (good) => ({ ...good, preferredRoute: {} }),
    "the default route was expected via 172.16.1.1 on bond0, but is not there",
  ],
  [
    "the gateway does not answer",
    (good) => ({ ...good, gateways: [{ address: "172.16.1.1", reached: false }] }),
    "the gateway 172.16.1.1 was expected to answer a ping over bond0, but does not",
  ],
];

function slavesOf({ bond }: Good): Slaves {
  return bond.slaves as Slaves;
}

function withBond(good: Good, change: Partial<Good["bond"]>): Evidence {
  return { ...good, bond: { ...good.bond, ...change } };
}

function withSlave(good: Good, index: 0 | 1, change: Partial<Slaves[number]>): Evidence {
  return withBond(good, {
    slaves: slavesOf(good).map((slave, position) => (position === index ? { ...slave, ...change } : slave)),
  });
}
