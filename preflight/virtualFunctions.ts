import type { SriovNetworkSettings } from "../config/schema";
import type { Answer } from "../openstack/answer";
import { capableHosts } from "./agents";
import { both, type Check, check, mapSeen } from "./check";
import { type Situation, vnfsToCreate, type Wanted, wantedPair } from "./situation";

/** Free VFs by host. */
export type FreeVfs = ReadonlyMap<string, number>;

/**
 * The VFs of a physical network that are free on each host that can take a VNF: those that a NIC has less those that
 * ports are bound to. Placement does not tell: of VFs with a physical network Nova reports none before 2023.
 */
export function freeVfs(
  { path, network }: Wanted<SriovNetworkSettings>,
  situation: Situation,
): Answer<FreeVfs> {
  const { virtualFunctions, physicalNetwork } = network;
  if (virtualFunctions === undefined) {
    return { unseen: `no API tells how many VFs a NIC has; ${path}.virtualFunctions would` };
  }
  return mapSeen(both(capableHosts(situation), situation.survey.bound), ([hosts, ports]) => {
    const taken = (host: string) =>
      ports.filter(
        (port) =>
          port["binding:host_id"] === host && port["binding:profile"]?.physical_network === physicalNetwork,
      ).length;
    return new Map(hosts.map((host) => [host, Math.max(0, virtualFunctions - taken(host))]));
  });
}

/** Each physical network has a free VF for every VNF that is still to be created. */
export function virtualFunctions(situation: Situation): Check[] {
  return wantedPair(situation.settings).map((wanted) => {
    const { physicalNetwork, virtualFunctions: each } = wanted.network;
    const subject = check("VFs", physicalNetwork);
    return subject.given(both(freeVfs(wanted, situation), vnfsToCreate(situation)), ([free, vnfs]) => {
      if (free.size === 0) {
        return subject.notChecked("No host has NICs on both physical networks and a live SR-IOV agent.");
      }
      const total = [...free.values()].reduce((sum, count) => sum + count, 0);
      const seen = [...free].map(([host, count]) => `${host} has ${count} of ${each} free`).join(", ");
      return total >= vnfs.length
        ? subject.pass(`${vnfs.length} needed: ${seen}.`)
        : subject.fail(
            `${vnfs.length} needed: ${seen}. Delete ports of type direct there, or correct ${wanted.path}.virtualFunctions if the NICs have more.`,
          );
    });
  });
}
