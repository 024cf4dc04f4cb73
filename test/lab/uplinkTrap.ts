import { setCable } from "../../lab/client/commands";
import { ASKED_AFTER, unansweredDuring } from "./dnsClient";
import { waitUntilOnlyTheseFail } from "./health";
import { Neighbour } from "./neighbour";
import { activeSlave, MINUTE } from "./stack";

/**
 * A VNF whose SR-IOV ports do not propagate the uplink's status: MII monitoring does not detect a pulled cable. The verification
 * reports this before a cable fails.
 */
export function uplinkTrap(): void {
  const trap = new Neighbour("trap", {
    octet: 120,
    propagate: false,
    change: (raw) => {
      raw.day0.renderer = "nmcli";
    },
  });

  let deploymentError = "";

  beforeAll(async () => {
    deploymentError = await trap.failedDeployment();
  }, 10 * MINUTE);

  afterAll(async () => {
    await setCable("sriov0", "up");
    await trap.remove();
  }, 5 * MINUTE);

  it("fails the deployment of the VNF", () => {
    expect(deploymentError).toContain(
      `propagate_uplink_status of port ${trap.vnf}-sriov-1: expected on, actual off.`,
    );
    expect(deploymentError).toContain("monitor by ARP");
  });

  it(
    "is the only fault of a VNF in adopted networks with the renderer nmcli",
    () => waitUntilOnlyTheseFail(() => trap.verify(), ["uplink status", "uplink status"]),
    6 * MINUTE,
  );

  it(
    "is not detected by MII monitoring: the bond stays on the failed VF, and no response arrives",
    async () => {
      const before = await activeSlave(trap.shell);
      const unanswered = await unansweredDuring(() => setCable("sriov0", "down"), trap.bond);
      expect(await activeSlave(trap.shell)).toBe(before);
      expect(await trap.shell(`cat /sys/class/net/${before}/bonding_slave/mii_status`)).toBe("up\n");
      expect(unanswered).toBeGreaterThanOrEqual(ASKED_AFTER);
    },
    MINUTE,
  );
}
