import { createVlanNetwork, runOpenstack } from "../../lab/client/commands";
import type { Raw } from "../lab/changedConfig";
import { waitUntilOnlyTheseFail } from "../lab/health";
import { Neighbour } from "../lab/neighbour";
import { MINUTE } from "../lab/stack";

/** VNFs in other networks than their configuration says. They are deployed without preflight. */
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
  let deploymentErrors: readonly string[] = [];

  beforeAll(async () => {
    await Promise.all([
      createVlanNetwork("sriov0", "103", "second-on-sriov0"),
      createVlanNetwork("sriov1", "105", "vlan-105"),
    ]);
    for (const network of ["second-on-sriov0", "vlan-105"]) {
      await runOpenstack(
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
    deploymentErrors = await Promise.all([oneNic.failedDeployment(), otherVlan.failedDeployment()]);
  }, 15 * MINUTE);

  afterAll(async () => {
    await Promise.all([oneNic.remove(), otherVlan.remove()]);
    await runOpenstack("network", "delete", "second-on-sriov0", "vlan-105");
  }, 5 * MINUTE);

  it(
    "are reported if both VFs are on one physical network",
    async () => {
      const sentence = `physical network of port ${oneNic.vnf}-sriov-2: expected sriov1, actual sriov0.`;
      expect(deploymentErrors[0]).toContain(sentence);
      await waitUntilOnlyTheseFail(() => oneNic.verify(), ["physical networks"]);
    },
    6 * MINUTE,
  );

  it(
    "are reported if a VF has another VLAN",
    async () => {
      expect(deploymentErrors[1]).toContain(
        `VLAN of port ${otherVlan.vnf}-sriov-2: expected 102, actual 105.`,
      );
      await waitUntilOnlyTheseFail(() => otherVlan.verify(), ["VLAN"]);
    },
    6 * MINUTE,
  );
}
