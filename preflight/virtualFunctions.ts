import type { Known } from "../openstack/known";
import type { SriovNetwork } from "../plan/network";
import type { Finding } from "../report/finding";
import { capableHosts } from "./agents";
import { both, check, mapKnown } from "./check";
import { type Situation, vnfsToCreate } from "./situation";

/** Free VFs by host. */
export type FreeVfs = ReadonlyMap<string, number>;

/**
 * The VFs of a physical network that are free on each host that can take a VNF: those that a NIC has less those that
 * ports are bound to. Placement does not tell: of VFs with a physical network Nova reports none before 2023.
 */
export function freeVfs(
  { path, virtualFunctions, physicalNetwork }: SriovNetwork,
  situation: Situation,
): Known<FreeVfs> {
  if (virtualFunctions === undefined) {
    return { unknown: `no API tells how many VFs a NIC has; ${path}.virtualFunctions would` };
  }
  return mapKnown(both(capableHosts(situation), situation.survey.bound), ([hosts, ports]) => {
    const taken = (host: string) =>
      ports.filter(
        (port) =>
          port["binding:host_id"] === host && port["binding:profile"]?.physical_network === physicalNetwork,
      ).length;
    return new Map(hosts.map((host) => [host, Math.max(0, virtualFunctions - taken(host))]));
  });
}

/** Each physical network has a free VF for every VNF that is still to be created. */
export function virtualFunctions(situation: Situation): Finding[] {
  return situation.plan.networks.sriov.map((network) => {
    const { path, physicalNetwork, virtualFunctions: each } = network;
    const subject = check("VFs", physicalNetwork);
    return subject.given(both(freeVfs(network, situation), vnfsToCreate(situation)), ([free, vnfs]) => {
      if (free.size === 0) {
        return subject.notChecked("No host has NICs on both physical networks and a live SR-IOV agent.");
      }
      const total = [...free.values()].reduce((sum, count) => sum + count, 0);
      const seen = [...free].map(([host, count]) => `${host} has ${count} of ${each} free`).join(", ");
      return total >= vnfs.length
        ? subject.pass(`${vnfs.length} needed: ${seen}.`)
        : subject.fail(
            `${vnfs.length} needed: ${seen}. Delete ports of type direct there, or correct ${path}.virtualFunctions if the NICs have more.`,
          );
    });
  });
}
