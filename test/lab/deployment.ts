import { BOND_ADDRESS, runCommand, runOpenstack } from "../../lab/client/commands";
import { waitUntilHealthy } from "./health";
import { activeSlave, inLabVnf, labStack, labVnf, MINUTE } from "./stack";

/** The deployment: up, its evidence, and no changes afterwards. */
export function deployment(): void {
  it(
    "deploys a VNF with a verified bond",
    async () => {
      await (await labStack()).up();
      const { evidence } = await labVnf();
      expect(evidence.bond).toMatchObject({
        mode: "active-backup",
        failOverMac: "active",
        linkMonitor: { miimon: 100, arpInterval: 0 },
        mii: "up",
        addresses: [{ address: `${BOND_ADDRESS}/24` }],
      });
      expect(evidence.bond?.slaves.map(({ mii }) => mii)).toEqual(["up", "up"]);
      expect(evidence.bond?.slaves.map(({ numaNode }) => numaNode).sort()).toEqual([0, 1]);
    },
    10 * MINUTE,
  );

  it(
    "leaves no cloud-init profile for the bond's members, and one for each other NIC",
    async () => {
      const profiles = await inLabVnf(
        "sudo grep -il '^mac-address=' /etc/NetworkManager/system-connections/cloud-init-*",
      );
      expect(profiles.trim().split("\n")).toHaveLength(2);
    },
    MINUTE,
  );

  it(
    "has no secret in plain text in its state",
    async () => {
      const { code, text } = await runCommand("pulumi", ["stack", "export", "--stack", "lab"]);
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
    "changes nothing after a refresh as administrator, with the binding profiles that Nova wrote into the ports",
    async () => {
      const stack = await labStack();
      await stack.refresh();
      const { summary } = await stack.up({ expectNoChanges: true });
      expect(summary.result).toBe("succeeded");
    },
    5 * MINUTE,
  );

  it(
    "has the same bond after a reboot of the guest",
    async () => {
      const before = await activeSlave();
      await runOpenstack("server", "reboot", "--hard", "cpnr-dns-1");
      await waitUntilHealthy();
      expect(await activeSlave()).toBe(before);
    },
    6 * MINUTE,
  );
}
