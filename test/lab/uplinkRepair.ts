import { cpnr, openstack, runCommand, runOrThrow, setCable } from "../../lab/client/commands";
import { plugCablesUntilHealthy, waitUntil } from "./health";
import { activeSlave, MINUTE } from "./stack";

/** `cpnr uplink`, for a VF whose link somebody forced up on the host: its guest does not see that the cable is out. */
export function uplinkRepair(): void {
  it(
    "makes the VF follow its cable again, and interrupts nothing",
    async () => {
      const { mac_address: mac } = await openstack<{ mac_address: string }>(
        "port",
        "show",
        "cpnr-dns-1-sriov-1",
      );
      await runOrThrow("lab/lab", ["vf", mac, "enable"]);
      const active = await activeSlave();
      try {
        await setCable("sriov0", "down");
        expect(await linkOf(mac)).toBe("enable up");
        expect(await activeSlave()).toBe(active);
        await setCable("sriov0", "up");
        expect(await cpnr("uplink")).toMatchObject({
          code: 0,
          text: expect.stringContaining(
            "cpnr-dns-1-sriov-1: propagate_uplink_status is on. The agent of the host has applied it.",
          ),
        });
        await waitUntil(
          () => linkOf(mac),
          (link) => link === "auto up",
        );
        expect(await activeSlave()).toBe(active);
        await setCable("sriov0", "down");
        await waitUntil(
          () => activeSlave(),
          (slave) => slave !== active,
        );
      } finally {
        await runOrThrow("lab/lab", ["vf", mac, "auto"]);
        await plugCablesUntilHealthy();
      }
    },
    5 * MINUTE,
  );
}

/** The link state of a VF on its host, and whether its guest sees a link. */
async function linkOf(mac: string): Promise<string | undefined> {
  // It exits with 1 while a cable is out.
  const { text } = await runCommand("lab/lab", ["status"]);
  return text.match(new RegExp(`${mac} VLAN \\d+ (\\w+ \\w+)`))?.[1];
}
