import type { Candidates } from "../openstack/candidates";
import type { Known } from "../openstack/known";
import type { ResourceRequest } from "../openstack/resourceRequest";
import type { Finding } from "../report/finding";
import { bothKnown, createCheck, mapKnown } from "./check";
import { FULL, type HostPlaces, placeServers, placesByHost } from "./places";
import { findVnfsToCreate, type Situation } from "./situation";

/** Where servers of the plan fit, by host. */
export type FittingServers = ReadonlyMap<string, HostPlaces>;

/** Finds the places for servers on each host that is up, as Placement answers Nova's scheduler. */
export function findFittingServers(situation: Situation): Known<FittingServers> {
  return mapKnown(
    findPlaces(situation),
    (hosts) => new Map([...hosts].map(([host, { places }]) => [host, places])),
  );
}

/** The places on each host that is up, and whether they are shared CPUs instead of dedicated ones. */
function findPlaces({
  survey: { hypervisors, candidates },
}: Situation): Known<ReadonlyMap<string, { readonly places: HostPlaces; readonly areShared: boolean }>> {
  return mapKnown(bothKnown(hypervisors, candidates), ([hosts, answers]) => {
    const dedicated = placesByHost(answers.first);
    const shared = placesOnSharedCpus(answers);
    const usable = hosts.filter(({ state, status }) => state === "up" && status === "enabled");
    return new Map(
      usable.map(({ id, service }) => [
        service.host,
        {
          places: dedicated.get(id) ?? shared.get(id) ?? FULL,
          areShared: !dedicated.has(id) && shared.has(id),
        },
      ]),
    );
  });
}

/**
 * The places that Nova finds with its second request. Nova's NUMA filter refuses them on a host with dedicated CPUs: it wants
 * those, and Placement has just refused them. (For isolated CPU threads, this holds since the fix of Nova's bug 1889633.)
 */
function placesOnSharedCpus({ second }: Candidates): Map<string, HostPlaces> {
  const all = second === undefined ? [] : [...placesByHost(second)];
  return new Map(all.filter(([host]) => second?.provider_summaries[host]?.resources.PCPU === undefined));
}

/** Checks that the hosts have enough CPUs, RAM and disk, and what else the flavor and the image ask for, for all VNFs to be created. */
export function checkCapacity(situation: Situation): Finding[] {
  const check = createCheck("CPUs, RAM, disk", "hosts");
  return [
    check.ifKnown(
      bothKnown(findPlaces(situation), bothKnown(findVnfsToCreate(situation), situation.survey.candidates)),
      ([found, [vnfs, { request, refused }]]) => {
        const needed = `${vnfs.length} needed, each with ${describe(request)}`;
        if (refused !== undefined && vnfs.length > 0) {
          return check.fail(
            `${needed}: Placement refuses the request: ${refused}. Correct the extra specs of the flavor, or the properties of the image.`,
          );
        }
        const hosts = [...found.keys()];
        const places = new Map([...found].map(([host, each]) => [host, each.places]));
        const available =
          [...places].map(([host, { count }]) => `${host} has room for ${count}`).join(", ") ||
          "no host has room";
        const canHold = (names: readonly string[]) =>
          placeServers(
            vnfs.map(() => names),
            places,
          ).every((isPlaced) => isPlaced);
        if (!canHold(hosts)) {
          return check.fail(`${needed}: ${available}. Free resources on the hosts, or use a smaller flavor.`);
        }
        const shared = hosts.filter((host) => found.get(host)?.areShared);
        return canHold(hosts.filter((host) => !shared.includes(host)))
          ? check.pass(`${needed}: ${available}.`)
          : check.warning(
              `${needed}: ${available}. But Placement has no dedicated CPUs (PCPU) of ${shared.join(", ")}, only shared ones (VCPU): Nova pins servers there, except on a host that has cpu_shared_set without cpu_dedicated_set, which no API shows.`,
            );
      },
    ),
  ];
}

/** Names of the common resource classes, and of their units. */
const UNITS: Readonly<Record<string, string>> = {
  PCPU: "dedicated CPUs",
  VCPU: "CPUs",
  MEMORY_MB: "MiB of RAM",
  DISK_GB: "GiB of disk",
};

function describe({ groups, rootRequired }: ResourceRequest): string {
  const all = [...groups.values()];
  const order = Object.keys(UNITS);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const amounts = all
    .flatMap(({ resources }) => [...resources])
    .toSorted(([first], [second]) => rank(first) - rank(second))
    .map(([name, amount]) => `${amount} ${UNITS[name] ?? name}`);
  const required = [...all.flatMap((group) => [...group.required]), ...rootRequired];
  const forbidden = all.flatMap((group) => [...group.forbidden]);
  return joinWords([
    ...amounts,
    ...(required.length > 0 ? [`the traits ${required.join(", ")}`] : []),
    ...(forbidden.length > 0 ? [`none of the traits ${forbidden.join(", ")}`] : []),
  ]);
}

/** Joins as `a, b and c`. */
function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Reports that the free resources of each NUMA node can't be checked. */
export function reportNumaNodes(): Finding[] {
  return [
    createCheck("NUMA nodes", "hosts").notChecked(
      "No OpenStack API reports the free CPUs and large pages of each NUMA node. Only Nova's scheduler knows them.",
    ),
  ];
}
