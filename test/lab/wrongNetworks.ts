import { change, vlanOn } from "../../lab/client/commands";
import type { Raw } from "./changedConfig";
import { untilOnlyFails } from "./health";
import { Neighbour } from "./neighbour";
import { MINUTE } from "./stack";

/** VNFs that were deployed into other networks than their configuration says: no preflight stood before them. */
export function wrongNetworks(): void {
  const vnf = (name: string, octet: number, network: string, configured: (sriov: Raw) => void) =>
    new Neighbour(name, {
      octet,
      propagate: true,
      change: (raw) => {
        raw.verification.recoveryWait = 5;
        raw.sriov[1].name = network;
        configured(raw.sriov[1]);
      },
    });
  const oneNic = vnf("one-nic", 123, "second-on-sriov0", (sriov) => delete sriov.vlan);
  const otherVlan = vnf("other-vlan", 124, "vlan-105", () => undefined);
  let refusals: readonly string[] = [];

  beforeAll(async () => {
    await Promise.all([vlanOn("sriov0", "103", "second-on-sriov0"), vlanOn("sriov1", "105", "vlan-105")]);
    for (const network of ["second-on-sriov0", "vlan-105"]) {
      await change(
        "subnet",
        "create",
        "--network",
        network,
        "--no-dhcp",
        "--subnet-range",
        "172.16.1.0/24",
        network,
      );
    }
    refusals = await Promise.all([oneNic.refusal(), otherVlan.refusal()]);
  }, 15 * MINUTE);

  afterAll(async () => {
    await Promise.all([oneNic.remove(), otherVlan.remove()]);
    await change("network", "delete", "second-on-sriov0", "vlan-105");
  }, 5 * MINUTE);

  it(
    "are named where both VFs are on one physical network",
    async () => {
      const sentence = `physical network of port ${oneNic.vnf}-sriov-2: expected sriov1, actual sriov0.`;
      expect(refusals[0]).toContain(sentence);
      await untilOnlyFails(() => oneNic.verified(), ["physical networks"]);
    },
    6 * MINUTE,
  );

  it(
    "are named where a VF tags another VLAN",
    async () => {
      expect(refusals[1]).toContain(`VLAN of port ${otherVlan.vnf}-sriov-2: expected 102, actual 105.`);
      await untilOnlyFails(() => otherVlan.verified(), ["VLAN"]);
    },
    6 * MINUTE,
  );
}
