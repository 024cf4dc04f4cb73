import type { StreamResult } from "./dnsStream";
import { cable } from "./lab";
import { activeSlave, askedDuring, labVnf, MINUTE, physnetOf } from "./stack";

const CUTS = 10;
/** Twice the miimon of 100 ms, in ms. */
const LIMIT = 200;

/** Cuts of the active VF's cable under a client that asks every 20 ms. */
export function cableCuts(): void {
  const cuts: StreamResult[] = [];
  const returns: StreamResult[] = [];

  afterAll(async () => {
    await cable("sriov0", "up");
    await cable("sriov1", "up");
  });

  it(
    `moves the bond to the other VF, ${CUTS} times`,
    async () => {
      const vnf = await labVnf();
      for (let cut = 0; cut < CUTS; cut += 1) {
        const before = await activeSlave();
        const physnet = physnetOf(vnf, before);
        cuts.push(await askedDuring(() => cable(physnet, "down")));
        expect(await activeSlave()).not.toBe(before);
        returns.push(await askedDuring(() => cable(physnet, "up")));
      }
      console.log(`gaps of ${CUTS} cuts, ms: ${cuts.map(({ longestGap }) => longestGap).join(" ")}`);
    },
    10 * MINUTE,
  );

  it(`leaves at most ${LIMIT} ms between two answers in each of them`, () => {
    expect(cuts).toHaveLength(CUTS);
    expect(Math.max(...cuts.map(({ longestGap }) => longestGap))).toBeLessThanOrEqual(LIMIT);
  });

  it("loses no answer when the cable comes back", () => {
    expect(returns.map(({ lost }) => lost)).toEqual(Array(CUTS).fill(0));
  });
}
