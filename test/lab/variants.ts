import { plugCables, runOpenstack } from "../../lab/client/commands";
import { median } from "../../lab/client/median";
import { faultsIn } from "../../report/finding";
import { ASKED_AFTER, unansweredDuring } from "./dnsClient";
import { SHARED_MAX_GAP } from "./drill";
import { waitUntilOnlyTheseFail } from "./health";
import { Neighbour } from "./neighbour";
import { MINUTE } from "./stack";

/** Second address of the VNF with ARP monitoring. */
const SECOND_ADDRESS = "172.16.1.42";
const IPV6 = "fd00:172:16:1";

/**
 * Two further VNFs, deployed in parallel: one with both address families; one with ARP monitoring, two addresses of one subnet,
 * and no gateway.
 */
export function variants(): void {
  const dual = new Neighbour("dual", {
    octet: 121,
    propagate: true,
    change: (raw) => {
      const [first, second] = raw.sriov;
      first.subnets.push({ name: "sriov-subnet-1-v6", cidr: `${IPV6}::/64`, gateway: `${IPV6}::1` });
      second.subnets.push({ name: "sriov-subnet-2-v6", cidr: `${IPV6}::/64`, gateway: `${IPV6}::1` });
      second.numaPolicy = "required";
      raw.bond = {
        primary: second.name,
        failback: "reclaim",
        mtu: 1400,
        linkMonitor: { type: "mii", miimon: 50 },
      };
      raw.drill.maxGap = SHARED_MAX_GAP;
      raw.vnfs[0].bond.addresses.push(`${IPV6}::21/64`);
      raw.vnfs[0].bond.gateways.push(`${IPV6}::1`);
    },
  });
  const arp = new Neighbour("arp", {
    octet: 122,
    propagate: false,
    change: (raw) => {
      raw.bond = { linkMonitor: { type: "arp", interval: 100, targets: ["172.16.1.1"] } };
      raw.drill.maxGap = SHARED_MAX_GAP;
      raw.vnfs[0].bond.addresses.push(`${SECOND_ADDRESS}/24`);
      delete raw.vnfs[0].bond.gateways;
    },
  });

  beforeAll(async () => {
    for (const position of [1, 2]) {
      const range = ["--ip-version", "6", "--subnet-range", `${IPV6}::/64`, "--gateway", `${IPV6}::1`];
      const network = ["--network", `sriov-network-${position}`, "--no-dhcp"];
      await runOpenstack("subnet", "create", ...network, ...range, `sriov-subnet-${position}-v6`);
    }
    await Promise.all([dual.up(), arp.up()]);
  }, 15 * MINUTE);

  afterAll(async () => {
    await plugCables();
    await Promise.all([dual.remove(), arp.remove()]);
    await runOpenstack("subnet", "delete", "sriov-subnet-1-v6", "sriov-subnet-2-v6");
  }, 5 * MINUTE);

  it(
    "deploy a bond with both families, the second network's VF as primary, and the configured MTU",
    async () => {
      const { evidence } = await dual.outputs();
      const addresses = evidence.bond?.addresses.map(({ address }) => address);
      expect(addresses?.sort()).toEqual([`${dual.bond}/24`, `${IPV6}::21/64`].sort());
      expect(evidence.bond).toMatchObject({ mtu: 1400, primaryReselect: "always" });
      const overBond = evidence.pings.filter(({ over, reached }) => over === "bond0" && reached);
      expect(overBond.map(({ address }) => address)).toEqual(["172.16.1.1", `${IPV6}::1`]);
      expect(evidence.bond?.slaves.find(({ active }) => active)).toMatchObject({
        primary: true,
        numaNode: 1,
      });
    },
    MINUTE,
  );

  it(
    "give a port the NUMA policy of its network, with which Nova starts the server",
    async () => {
      const policies = (await dual.verify()).filter(({ check }) => check === "NUMA policy");
      // The second network's VF is the primary, which comes first.
      expect(policies.map(({ verdict, actual }) => `${verdict}: ${actual}`)).toEqual([
        "pass: required",
        "pass: not set",
      ]);
    },
    MINUTE,
  );

  it(
    "answer DNS queries over IPv6 too",
    async () => {
      // A guest that shares the cores may not run for a while.
      const unanswered = await unansweredDuring(async () => undefined, `${IPV6}::21`);
      expect(unanswered).toBeLessThan(ASKED_AFTER / 2);
    },
    MINUTE,
  );

  it(
    "deploy a bond with ARP monitoring",
    async () => {
      const { evidence } = await arp.outputs();
      expect(evidence.bond).toMatchObject({
        linkMonitor: { arpInterval: 100, arpTargets: ["172.16.1.1"], miimon: 0 },
      });
      const uplinks = (await arp.verify()).filter(({ check }) => check === "uplink status");
      expect(uplinks.map(({ actual }) => actual)).toEqual(Array(2).fill("off; the bond monitors by ARP"));
    },
    MINUTE,
  );

  it(
    "fail back to the primary if failback is reclaim",
    async () => {
      const { cuts, faults } = await dual.drill("cable", 3);
      expect(faults).toEqual([]);
      expect(median(cuts.map(({ gap }) => gap))).toBeLessThanOrEqual(300);
      expect(cuts.map(({ from, primary, after }) => from === primary && after === primary)).toEqual(
        Array(3).fill(true),
      );
    },
    5 * MINUTE,
  );

  it(
    "fail over by ARP monitoring if the VF's link stays up, because propagate_uplink_status is off",
    async () => {
      const { cuts, faults } = await arp.drill("cable", 3);
      expect(faults).toEqual([]);
      expect(median(cuts.map(({ gap }) => gap))).toBeLessThanOrEqual(400);
      expect(cuts.map(({ from, to, after }) => to !== from && after === to)).toEqual(Array(3).fill(true));
    },
    5 * MINUTE,
  );

  it(
    "fail over from a VF whose port is set down in Neutron",
    async () => {
      const { cuts, untried, faults } = await arp.drill("port", 2);
      expect(faults).toEqual([]);
      expect(untried).toEqual([]);
      expect(cuts.map(({ from, to, after }) => to !== from && after === to)).toEqual([true, true]);
    },
    5 * MINUTE,
  );

  it(
    "deploy a bond with two addresses of one subnet and no gateway, which has both after a reboot",
    async () => {
      expect(faultsIn(await arp.verify())).toEqual([]);
      await runOpenstack("server", "reboot", "--hard", arp.vnf);
      await waitUntilOnlyTheseFail(() => arp.verify(), []);
      const routes = await arp.shell("ip -4 route show default dev bond0; ip -4 -o address show dev bond0");
      expect(routes).not.toContain("default");
      expect(routes).toContain(`inet ${arp.bond}/24`);
      expect(routes).toContain(`inet ${SECOND_ADDRESS}/24`);
      const unanswered = await unansweredDuring(async () => undefined, SECOND_ADDRESS);
      expect(unanswered).toBeLessThan(ASKED_AFTER / 2);
    },
    8 * MINUTE,
  );
}
