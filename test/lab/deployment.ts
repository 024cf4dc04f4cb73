import { untilHealthy } from "./health";
import { change, say } from "./lab";
import { median } from "./median";
import { activeSlave, BOND, inLabVnf, labStack, labVnf, MINUTE } from "./stack";

/** The longest that verification may take of an up, in ms, and how often that is measured: its median counts. */
const VERIFYING = 3000;
const TIMES = 5;

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
    `spends at most ${VERIFYING} ms of an up on the verification of a VNF whose guest is ready`,
    async () => {
      const stack = await labStack();
      const { deployment } = await stack.exportStack();
      const verification = (deployment.resources as { readonly urn: string }[])
        .map(({ urn }) => urn)
        .filter((urn) => urn.includes("cpnr:index:BondVerification$command:"));
      expect(verification).toHaveLength(2);
      const timed = async (replace: string[]) => {
        const begun = performance.now();
        const { summary } = await stack.up({ replace });
        expect(summary.resourceChanges?.replace ?? 0).toBe(replace.length);
        return performance.now() - begun;
      };
      const added: number[] = [];
      for (let time = 0; time < TIMES; time += 1) {
        const without = await timed([]);
        added.push((await timed(verification)) - without);
      }
      console.log(`verifying a VNF adds ${added.map(Math.round).join(", ")} ms to an up`);
      expect(median(added)).toBeLessThanOrEqual(VERIFYING);
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
