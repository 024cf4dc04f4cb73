import { Fleet } from "../../bench/fleet";
import { openstack } from "../../lab/client/commands";
import { measureRoll } from "../lab/roll";
import { labStack, MINUTE } from "../lab/stack";

const VNFS = 8;

/** The lab's stack with eight VNFs on two hosts. */
export function eightVnfs(): void {
  const eight = new Fleet(VNFS, (raw) => {
    raw.placement = { policy: "soft-anti-affinity" };
  });

  beforeAll(async () => {
    await eight.prepare();
  }, MINUTE);

  afterAll(async () => {
    eight.forget();
    await (await labStack()).up();
  }, 15 * MINUTE);

  it(
    "are deployed to verified, four on each host",
    async () => {
      await eight.up();
      expect((await eight.cpnr("verify")).code).toBe(0);
      const servers = await openstack<{ Name: string; Host: string }[]>("server", "list", "--long");
      const hosts = servers.map(({ Host }) => Host).sort();
      expect(hosts).toEqual([...Array(4).fill("compute-1"), ...Array(4).fill("compute-2")]);
    },
    20 * MINUTE,
  );

  it(
    "are previewed without a change",
    async () => {
      expect((await eight.cpnr("rollout")).code).toBe(0);
    },
    2 * MINUTE,
  );

  it(
    "are replaced by a changed Day0 one after the other, and one of them answers at each moment",
    async () => {
      eight.change((raw) => {
        raw.bond = { linkMonitor: { type: "mii", miimon: 120 } };
      });
      const addresses = Array.from({ length: VNFS }, (_, index) => `172.16.1.${index + 10}`);
      const { commonOutage, outages } = await measureRoll(addresses, () => eight.up());
      console.log(`each without an answer for ${outages.map((all) => `${all.toFixed(1)} s`).join(", ")}`);
      expect(commonOutage).toBe(0);
      expect((await eight.cpnr("verify")).code).toBe(0);
    },
    25 * MINUTE,
  );

  it(
    "are destroyed",
    async () => {
      await eight.destroy();
      expect(await openstack("server", "list")).toEqual([]);
    },
    5 * MINUTE,
  );
}
