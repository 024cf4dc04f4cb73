import { BOND, change, say } from "../../lab/client/commands";
import { untilHealthy } from "./health";
import { activeSlave, inLabVnf, labStack, labVnf, MINUTE } from "./stack";

/** The main job: up, its evidence, and that it stays as it is. */
export function deployment(): void {
  it(
    "comes up with a VNF whose bond is proven",
    async () => {
      await (await labStack()).up();
      const { evidence } = await labVnf();
      expect(evidence.bond).toMatchObject({
        mode: "active-backup",
        failOverMac: "active",
        linkMonitor: { miimon: 100, arpInterval: 0 },
        mii: "up",
        addresses: [{ address: `${BOND}/24` }],
      });
      expect(evidence.bond?.slaves.map(({ mii }) => mii)).toEqual(["up", "up"]);
      expect(evidence.bond?.slaves.map(({ numaNode }) => numaNode).sort()).toEqual([0, 1]);
    },
    10 * MINUTE,
  );

  it(
    "leaves no profile of cloud-init's for the bond's members, and one for each other NIC",
    async () => {
      const profiles = await inLabVnf(
        "sudo grep -il '^mac-address=' /etc/NetworkManager/system-connections/cloud-init-*",
      );
      expect(profiles.trim().split("\n")).toHaveLength(2);
    },
    MINUTE,
  );

  it(
    "shows no secret in its state",
    async () => {
      const { code, text } = await say("pulumi", ["stack", "export", "--stack", "lab"]);
      expect(code).toBe(0);
      expect(text).toContain("cpnr-cpnr-dns-1-day0");
      expect(text).not.toContain("BEGIN OPENSSH PRIVATE KEY");
    },
    MINUTE,
  );

  it(
    "changes nothing on a second up",
    async () => {
      const { summary } = await (await labStack()).up({ expectNoChanges: true });
      expect(summary.result).toBe("succeeded");
    },
    5 * MINUTE,
  );

  it(
    "changes nothing after a refresh as administrator, who sees what Nova wrote into the ports",
    async () => {
      const stack = await labStack();
      await stack.refresh();
      const { summary } = await stack.up({ expectNoChanges: true });
      expect(summary.result).toBe("succeeded");
    },
    5 * MINUTE,
  );

  it(
    "survives a reboot of the guest with the same bond",
    async () => {
      const before = await activeSlave();
      await change("server", "reboot", "--hard", "cpnr-dns-1");
      await untilHealthy();
      expect(await activeSlave()).toBe(before);
    },
    6 * MINUTE,
  );
}
