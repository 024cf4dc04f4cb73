import type { Known } from "../openstack/known";
import type { GroupPolicy } from "../plan/placement";
import type { Vnf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { findCapableHosts } from "./agents";
import { type FittingServers, findFittingServers } from "./capacity";
import { bothKnown, createCheck } from "./check";
import { FULL, type HostPlaces, placeServers, UNLIMITED, withLimit } from "./places";
import { findOccupiedHosts, findVnfsToCreate, type Situation } from "./situation";
import { countFreeVfs } from "./virtualFunctions";

/**
 * Checks that there is a host for each VNF to be created, with all limits together. An unknown value is no limit. So
 * too few hosts are always a fault, but the check passes only if all values are known. Too few hosts for a VNF of the stack each
 * are a fault if the policy is anti-affinity, and a warning if it is soft-anti-affinity.
 */
export function checkPlacement(situation: Situation): Finding[] {
  const check = createCheck("placement", "VNFs");
  const freeVfs = situation.plan.networks.sriov.map((network) => countFreeVfs(network, situation));
  const fitting = findFittingServers(situation);
  const { policy } = situation.plan.placement;
  const occupied = policy === "none" ? { known: new Map() } : findOccupiedHosts(situation);
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
      const zones = findZones(situation);
      const unplacedVnfs = findUnplaced(vnfs, places, zones);
      const result = describeResult(vnfs, unplacedVnfs);
      if (unplacedVnfs.length > 0) {
        return check.fail(
          `${result}. A VNF needs a host with a live SR-IOV agent, a free VF on both physical networks, and the CPUs, RAM and disk of the flavor.`,
        );
      }
      if (policy !== "none") {
        const together = findUnplaced(vnfs, onePerHost(places, occupied), zones);
        if (together.length > 0) {
          return check[policy === "anti-affinity" ? "fail" : "warning"](
            describeTogether(vnfs, together, occupied, policy),
          );
        }
      }
      const reasons = [
        ...freeVfs,
        fitting,
        occupied,
        ...(haveZones(vnfs) ? [situation.survey.zoneHosts] : []),
      ].flatMap((limit) => ("unknown" in limit ? [limit.unknown] : []));
      return reasons.length === 0
        ? check.pass(`${result}.`)
        : check.notChecked(`Partly unknown: ${[...new Set(reasons)].join("; ")}.`);
    }),
  ];
}

/** Describes for how many VNFs there is a host, without a full stop. */
function describeResult(vnfs: readonly Vnf[], unplaced: readonly Vnf[], place = "host"): string {
  const names = unplaced.map(({ name }) => name).join(", ");
  const result = `There is a ${place} for ${vnfs.length - unplaced.length} of ${vnfs.length} VNFs to be created`;
  return unplaced.length === 0 ? result : `${result}, but none for ${names}`;
}

/** The VNFs of the stack on each host; unknown if the credentials are not allowed to see them. */
type OccupiedHosts = ReturnType<typeof findOccupiedHosts>;

/** The places if each host has at most one VNF of the stack. */
function onePerHost(places: FittingServers, occupied: OccupiedHosts): FittingServers {
  const isOccupied = (host: string) => "known" in occupied && occupied.known.has(host);
  return new Map([...places].map(([host, each]) => [host, withLimit(each, isOccupied(host) ? 0 : 1)]));
}

function describeTogether(
  vnfs: readonly Vnf[],
  together: readonly Vnf[],
  occupied: OccupiedHosts,
  policy: GroupPolicy,
): string {
  const taken = "known" in occupied ? [...occupied.known] : [];
  const others = taken.map(([host, names]) => `${host} has ${names.join(", ")}`).join("; ");
  const result = describeResult(vnfs, together, "host without another VNF of the stack");
  return policy === "anti-affinity"
    ? `${result}${others === "" ? "" : ` (${others})`}. cpnr:placement.policy is anti-affinity: free or add a host, or set the policy to soft-anti-affinity.`
    : `${result}${others === "" ? "" : ` (${others})`}: VNFs on one host fail together. Free or add a host.`;
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
