import type { Known } from "../openstack/known";
import type { ProviderSummary } from "../openstack/resources";
import type { Finding } from "../report/finding";
import { both, check, mapKnown } from "./check";
import { type ServerSize, type Situation, serverSize, vnfsToCreate } from "./situation";

/** How many servers of the VNFs' size each host takes, as Placement counts. */
export type Room = ReadonlyMap<string, number>;

/** The room of the hosts that are up; one without a free dedicated CPU is missing. */
export function room(situation: Situation): Known<Room> {
  const { hypervisors, capacity } = situation.survey;
  return mapKnown(both(serverSize(situation), both(hypervisors, capacity)), ([size, [hosts, summaries]]) => {
    const up = hosts.filter(
      ({ state, status, id }) => state === "up" && status === "enabled" && summaries[id],
    );
    return new Map(up.map(({ id, service }) => [service.host, fits(size, summaries[id] as ProviderSummary)]));
  });
}

function fits({ vcpus, ram, disk }: ServerSize, { resources }: ProviderSummary): number {
  const needs = { PCPU: vcpus, MEMORY_MB: ram, DISK_GB: disk };
  const counts = Object.entries(needs).map(([name, amount]) => {
    const inventory = resources[name];
    // A host may keep its disks on storage that others share, which has a provider of its own.
    return inventory === undefined || amount === 0
      ? Number.POSITIVE_INFINITY
      : Math.floor((inventory.capacity - inventory.used) / amount);
  });
  return Math.max(0, Math.min(...counts));
}

/** The hosts have dedicated CPUs, RAM and disk for every VNF that is still to be created. */
export function capacity(situation: Situation): Finding[] {
  const subject = check("CPUs, RAM, disk", "hosts");
  return [
    subject.given(
      both(room(situation), both(vnfsToCreate(situation), serverSize(situation))),
      ([hosts, [vnfs, { vcpus, ram, disk }]]) => {
        const size = `${vcpus} dedicated CPUs, ${ram} MiB and ${disk} GiB each`;
        const seen =
          [...hosts].map(([host, count]) => `${host} takes ${count}`).join(", ") || "no host has any";
        const total = [...hosts.values()].reduce((sum, count) => sum + count, 0);
        return total >= vnfs.length
          ? subject.pass(`${vnfs.length} of ${size} needed: ${seen}.`)
          : subject.fail(`${vnfs.length} of ${size} needed: ${seen}. Free some, or use a smaller flavor.`);
      },
    ),
  ];
}

/** What is free on each NUMA node of a host is in no answer. */
export function numaNodes(): Finding[] {
  return [
    check("NUMA nodes", "hosts").notChecked(
      "No API of OpenStack tells the CPUs and large pages that are free on each NUMA node: Nova's scheduler finds out.",
    ),
  ];
}
