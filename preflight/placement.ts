import type { Known } from "../openstack/known";
import type { Vnf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { capableHosts } from "./agents";
import { room } from "./capacity";
import { both, check } from "./check";
import { type Situation, vnfsToCreate } from "./situation";
import { freeVfs } from "./virtualFunctions";

/**
 * How many of the VNFs that are still to be created find a host, all taken together. What is unknown limits nothing, so
 * too few is a fault in any case, and enough is proven only where everything was seen.
 */
export function placement(situation: Situation): Finding[] {
  const subject = check("placement", "VNFs");
  const limits = [
    ...situation.plan.networks.sriov.map((network) => freeVfs(network, situation)),
    room(situation),
  ];
  return [
    subject.given(both(vnfsToCreate(situation), capableHosts(situation)), ([vnfs, hosts]) => {
      if (vnfs.length === 0) {
        return subject.pass("Every VNF has its server already.");
      }
      const places = new Map(
        hosts.map((host) => [host, Math.min(...limits.map((limit) => on(host, limit)))]),
      );
      const homeless = unplaced(vnfs, places, zonesOf(situation));
      const found = `${vnfs.length - homeless.length} of ${vnfs.length} VNFs to be created find a host`;
      if (homeless.length > 0) {
        const names = homeless.map(({ name }) => name).join(", ");
        return subject.fail(
          `${found}, ${names} not: each needs a host with a live SR-IOV agent, a free VF on both physical networks, and the flavor's CPUs, RAM and disk.`,
        );
      }
      const unknown = [...limits, ...(usesZones(vnfs) ? [situation.survey.zoneHosts] : [])].flatMap(
        (limit) => ("unknown" in limit ? [limit.unknown] : []),
      );
      return unknown.length === 0
        ? subject.pass(`${found}.`)
        : subject.notChecked(`Not known in full: ${[...new Set(unknown)].join("; ")}.`);
    }),
  ];
}

function on(host: string, limit: Known<ReadonlyMap<string, number>>): number {
  return "known" in limit ? (limit.known.get(host) ?? 0) : Number.POSITIVE_INFINITY;
}

/** The VNFs that find no place. Those that may be on the fewest hosts come first: a host lies in one zone only. */
function unplaced(vnfs: readonly Vnf[], places: Map<string, number>, zones: Zones): Vnf[] {
  const pickiness = ({ host, availabilityZone }: Vnf) => (host ? 0 : availabilityZone ? 1 : 2);
  return vnfs
    .toSorted((first, second) => pickiness(first) - pickiness(second))
    .filter((vnf) => {
      const place = [...places].find(([host, left]) => left > 0 && admits(host, vnf, zones));
      if (place !== undefined) {
        places.set(place[0], place[1] - 1);
      }
      return place === undefined;
    });
}

function admits(host: string, vnf: Vnf, zones: Zones): boolean {
  const inZone = vnf.availabilityZone === undefined || zones?.get(host) === vnf.availabilityZone;
  return (vnf.host ?? host) === host && (zones === undefined || inZone);
}

/** Zone by host; undefined where the credentials may not see it. */
type Zones = ReadonlyMap<string, string> | undefined;

function zonesOf({ survey: { zoneHosts } }: Situation): Zones {
  return "known" in zoneHosts
    ? new Map(
        zoneHosts.known.flatMap(({ zoneName, hosts }) =>
          Object.keys(hosts ?? {}).map((host): [string, string] => [host, zoneName]),
        ),
      )
    : undefined;
}

function usesZones(vnfs: readonly Vnf[]): boolean {
  return vnfs.some(({ availabilityZone }) => availabilityZone !== undefined);
}
