import { cpnr, openstack, runCommand, runOrThrow, setCable } from "../../lab/client/commands";
import { plugCablesUntilHealthy, waitUntil } from "./health";
import { activeSlave, inLabVnf, MINUTE } from "./stack";

/** `cpnr uplink`, for a VF whose link somebody forced up on the host: its guest does not see that the cable is out. */
export function uplinkRepair(): void {
  it(
    "makes the VF follow its cable again, and interrupts nothing",
    async () => {
      const active = await activeSlave();
      const mac = (await inLabVnf(`cat /sys/class/net/${active}/bonding_slave/perm_hwaddr`)).trim();
      const ports = await Promise.all(
        [1, 2].map((position) =>
          openstack<{ name: string; mac_address: string }>("port", "show", `cpnr-dns-1-sriov-${position}`),
        ),
      );
      const position = ports.findIndex(({ mac_address }) => mac_address === mac);
      const physnet = `sriov${position}`;
      await runOrThrow("lab/lab", ["vf", mac, "enable"]);
      try {
        await setCable(physnet, "down");
        expect(await linkOf(mac)).toBe("enable up");
        expect(await activeSlave()).toBe(active);
        await setCable(physnet, "up");
        expect(await cpnr("uplink")).toMatchObject({
          code: 0,
          text: expect.stringContaining(
            `${ports[position]?.name}: propagate_uplink_status is on. The agent of the host has applied it.`,
          ),
        });
        await waitUntil(
          () => linkOf(mac),
          (link) => link === "auto up",
        );
        expect(await activeSlave()).toBe(active);
        await setCable(physnet, "down");
        await waitUntil(
          () => activeSlave(),
          (slave) => slave !== active,
        );
      } finally {
        await runOrThrow("lab/lab", ["vf", mac, "auto"]);
        await plugCablesUntilHealthy();
      }
    },
    12 * MINUTE,
  );
}

/** The link state of a VF on its host, and whether its guest sees a link. */
async function linkOf(mac: string): Promise<string | undefined> {
  // It exits with 1 while a cable is out.
  const { text } = await runCommand("lab/lab", ["status"]);
  return text.match(new RegExp(`${mac} VLAN \\d+ (\\w+ \\w+)`))?.[1];
}
