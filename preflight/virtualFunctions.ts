import type { Known } from "../openstack/known";
import type { SriovNetwork } from "../plan/network";
import type { Finding } from "../report/finding";
import { findCapableHosts } from "./agents";
import { bothKnown, createCheck, mapKnown } from "./check";
import { findVnfsToCreate, type Situation } from "./situation";

/** Number of free VFs, by host. */
export type FreeVfs = ReadonlyMap<string, number>;

/**
 * Counts the free VFs of a physical network on each host that can run a VNF: the VFs of the NIC, minus the VFs that are
 * bound to ports. Placement does not report them: Nova before 2023 reports no VFs that have a physical network.
 */
export function countFreeVfs(
  { path, virtualFunctions, physicalNetwork }: SriovNetwork,
  situation: Situation,
): Known<FreeVfs> {
  if (virtualFunctions === undefined) {
    return { unknown: `no API reports how many VFs a NIC has (set ${path}.virtualFunctions)` };
  }
  return mapKnown(bothKnown(findCapableHosts(situation), situation.survey.bound), ([hosts, ports]) => {
    const countBound = (host: string) =>
      ports.filter(
        (port) =>
          port["binding:host_id"] === host && port["binding:profile"]?.physical_network === physicalNetwork,
      ).length;
    return new Map(hosts.map((host) => [host, Math.max(0, virtualFunctions - countBound(host))]));
  });
}

/** Checks that each physical network has a free VF for every VNF to be created. */
export function checkVirtualFunctions(situation: Situation): Finding[] {
  return situation.plan.networks.sriov.map((network) => {
    const { path, physicalNetwork, virtualFunctions: vfsPerNic } = network;
    const check = createCheck("VFs", physicalNetwork);
    return check.ifKnown(
      bothKnown(countFreeVfs(network, situation), findVnfsToCreate(situation)),
      ([free, vnfs]) => {
        if (free.size === 0) {
          return check.notChecked("No host has NICs on both physical networks and a live SR-IOV agent.");
        }
        const total = [...free.values()].reduce((sum, count) => sum + count, 0);
        const available = [...free]
          .map(([host, count]) => `${host} has ${count} of ${vfsPerNic} free`)
          .join(", ");
        return total >= vnfs.length
          ? check.pass(`${vnfs.length} needed: ${available}.`)
          : check.fail(
              `${vnfs.length} needed: ${available}. Delete ports of type direct on these hosts, or correct ${path}.virtualFunctions if the NICs have more VFs.`,
            );
      },
    );
  });
}
