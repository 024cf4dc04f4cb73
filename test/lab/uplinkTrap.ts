import { cable } from "../../lab/client/commands";
import { untilOnlyFails } from "./health";
import { Neighbour } from "./neighbour";
import { ASKED_AFTER, activeSlave, MINUTE, unansweredDuring } from "./stack";

/**
 * A VNF whose SR-IOV ports do not propagate the uplink's status: MII monitoring sees nothing of a pulled cable. Verification
 * sees it beforehand.
 */
export function uplinkTrap(): void {
  const trap = new Neighbour("trap", {
    octet: 120,
    propagate: false,
    change: (raw) => {
      raw.day0.renderer = "nmcli";
    },
  });

  let refusal = "";

  beforeAll(async () => {
    refusal = await trap.refusal();
  }, 10 * MINUTE);

  afterAll(async () => {
    await cable("sriov0", "up");
    await trap.remove();
  }, 5 * MINUTE);

  it("is named by the deployment, which does not call such a VNF proven", () => {
    expect(refusal).toContain(
      `propagate_uplink_status of port ${trap.vnf}-sriov-1: expected on, actual off.`,
    );
    expect(refusal).toContain("monitor by ARP");
  });

  it(
    "is the only fault of a VNF in adopted networks with a bond written by nmcli",
    () => untilOnlyFails(() => trap.verified(), ["uplink status", "uplink status"]),
    6 * MINUTE,
  );

  it(
    "is not noticed by miimon: the bond stays on the dead VF and no answer comes through",
    async () => {
      const before = await activeSlave(trap.shell);
      const unanswered = await unansweredDuring(() => cable("sriov0", "down"), trap.bond);
      expect(await activeSlave(trap.shell)).toBe(before);
      expect(await trap.shell(`cat /sys/class/net/${before}/bonding_slave/mii_status`)).toBe("up\n");
      expect(unanswered).toBeGreaterThanOrEqual(ASKED_AFTER);
    },
    MINUTE,
  );
}
