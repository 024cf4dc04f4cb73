import type { Known } from "../openstack/known";
import type { Vnf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { findCapableHosts } from "./agents";
import { countFittingServers } from "./capacity";
import { bothKnown, createCheck } from "./check";
import { findVnfsToCreate, type Situation } from "./situation";
import { countFreeVfs } from "./virtualFunctions";

/**
 * Checks that there is a host for each VNF to be created, with all limits together. An unknown value is no limit. So
 * too few hosts are always a fault, but the check passes only if all values are known.
 */
export function checkPlacement(situation: Situation): Finding[] {
  const check = createCheck("placement", "VNFs");
  const limits = [
    ...situation.plan.networks.sriov.map((network) => countFreeVfs(network, situation)),
    countFittingServers(situation),
  ];
  return [
    check.ifKnown(bothKnown(findVnfsToCreate(situation), findCapableHosts(situation)), ([vnfs, hosts]) => {
      if (vnfs.length === 0) {
        return check.pass("Every VNF already has its server.");
      }
      const freePlaces = new Map(
        hosts.map((host) => [host, Math.min(...limits.map((limit) => countOnHost(host, limit)))]),
      );
      const unplacedVnfs = findUnplaced(vnfs, freePlaces, findZones(situation));
      const result = `There is a host for ${vnfs.length - unplacedVnfs.length} of ${vnfs.length} VNFs to be created`;
      if (unplacedVnfs.length > 0) {
        const names = unplacedVnfs.map(({ name }) => name).join(", ");
        return check.fail(
          `${result}, but none for ${names}. A VNF needs a host with a live SR-IOV agent, a free VF on both physical networks, and the CPUs, RAM and disk of the flavor.`,
        );
      }
      const reasons = [...limits, ...(haveZones(vnfs) ? [situation.survey.zoneHosts] : [])].flatMap(
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

/**
 * Finds the VNFs for which there is no host. It places VNFs with a configured host first, then those with a zone: they
 * have the fewest possible hosts, as each host is in only one zone.
 */
function findUnplaced(vnfs: readonly Vnf[], freePlaces: Map<string, number>, zones: Zones): Vnf[] {
  const priority = ({ host, availabilityZone }: Vnf) => (host ? 0 : availabilityZone ? 1 : 2);
  return vnfs
    .toSorted((first, second) => priority(first) - priority(second))
    .filter((vnf) => {
      const place = [...freePlaces].find(([host, free]) => free > 0 && canHost(host, vnf, zones));
      if (place !== undefined) {
        freePlaces.set(place[0], place[1] - 1);
      }
      return place === undefined;
    });
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
