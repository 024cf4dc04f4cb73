import type { Known } from "../openstack/known";
import type { Vnf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { findCapableHosts } from "./agents";
import { type FittingServers, findFittingServers } from "./capacity";
import { bothKnown, createCheck } from "./check";
import { FULL, type HostPlaces, placeServers, UNLIMITED, withLimit } from "./places";
import { findVnfsToCreate, type Situation } from "./situation";
import { countFreeVfs } from "./virtualFunctions";

/**
 * Checks that there is a host for each VNF to be created, with all limits together. An unknown value is no limit. So
 * too few hosts are always a fault, but the check passes only if all values are known.
 */
export function checkPlacement(situation: Situation): Finding[] {
  const check = createCheck("placement", "VNFs");
  const freeVfs = situation.plan.networks.sriov.map((network) => countFreeVfs(network, situation));
  const fitting = findFittingServers(situation);
  return [
    check.ifKnown(bothKnown(findVnfsToCreate(situation), findCapableHosts(situation)), ([vnfs, hosts]) => {
      if (vnfs.length === 0) {
        return check.pass("Every VNF already has its server.");
      }
      const places = new Map(
        hosts.map((host) => {
          const vfs = Math.min(...freeVfs.map((limit) => countOnHost(host, limit)));
          return [host, withLimit(placesOf(host, fitting), vfs)];
        }),
      );
      const unplacedVnfs = findUnplaced(vnfs, places, findZones(situation));
      const result = `There is a host for ${vnfs.length - unplacedVnfs.length} of ${vnfs.length} VNFs to be created`;
      if (unplacedVnfs.length > 0) {
        const names = unplacedVnfs.map(({ name }) => name).join(", ");
        return check.fail(
          `${result}, but none for ${names}. A VNF needs a host with a live SR-IOV agent, a free VF on both physical networks, and the CPUs, RAM and disk of the flavor.`,
        );
      }
      const reasons = [...freeVfs, fitting, ...(haveZones(vnfs) ? [situation.survey.zoneHosts] : [])].flatMap(
        (limit) => ("unknown" in limit ? [limit.unknown] : []),
      );
      return reasons.length === 0
        ? check.pass(`${result}.`)
        : check.notChecked(`Partly unknown: ${[...new Set(reasons)].join("; ")}.`);
    }),
  ];
}

function countOnHost(host: string, limit: Known<ReadonlyMap<string, number>>): number {
  return "known" in limit ? (limit.known.get(host) ?? 0) : Number.POSITIVE_INFINITY;
}

function placesOf(host: string, fitting: Known<FittingServers>): HostPlaces {
  return "known" in fitting ? (fitting.known.get(host) ?? FULL) : UNLIMITED;
}

/** Finds the VNFs for which there is no host. */
function findUnplaced(vnfs: readonly Vnf[], places: FittingServers, zones: Zones): Vnf[] {
  const hosts = vnfs.map((vnf) => [...places.keys()].filter((host) => canHost(host, vnf, zones)));
  const isPlaced = placeServers(hosts, places);
  return vnfs.filter((_, index) => !isPlaced[index]);
}

function canHost(host: string, vnf: Vnf, zones: Zones): boolean {
  const isInZone = vnf.availabilityZone === undefined || zones?.get(host) === vnf.availabilityZone;
  return (vnf.host ?? host) === host && (zones === undefined || isInZone);
}

/** Zones by host. undefined if the credentials are not allowed to see them. */
type Zones = ReadonlyMap<string, string> | undefined;

function findZones({ survey: { zoneHosts } }: Situation): Zones {
  return "known" in zoneHosts
    ? new Map(
        zoneHosts.known.flatMap(({ zoneName, hosts }) =>
          Object.keys(hosts ?? {}).map((host): [string, string] => [host, zoneName]),
        ),
      )
    : undefined;
}

function haveZones(vnfs: readonly Vnf[]): boolean {
  return vnfs.some(({ availabilityZone }) => availabilityZone !== undefined);
}
