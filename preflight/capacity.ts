import type { Known } from "../openstack/known";
import type { ProviderSummary } from "../openstack/resources";
import type { Finding } from "../report/finding";
import { bothKnown, createCheck, mapKnown } from "./check";
import { findServerSize, findVnfsToCreate, type ServerSize, type Situation } from "./situation";

/** Number of servers that fit on each host, by host, according to Placement. */
export type FittingServers = ReadonlyMap<string, number>;

/**
 * Counts the servers that fit on each host that is up. A host without a free CPU is omitted. A host without dedicated CPUs (PCPU)
 * counts with its shared ones (VCPU), as in Nova's scheduler (nova/scheduler/manager.py, the fallback for vcpu_pin_set).
 */
export function countFittingServers(situation: Situation): Known<FittingServers> {
  const { hypervisors, capacity } = situation.survey;
  return mapKnown(
    bothKnown(findServerSize(situation), bothKnown(hypervisors, capacity)),
    ([size, [hosts, summaries]]) => {
      const usableHosts = hosts.filter(
        ({ state, status, id }) => state === "up" && status === "enabled" && summaries[id],
      );
      return new Map(
        usableHosts.map(({ id, service }) => [
          service.host,
          countServers(size, summaries[id] as ProviderSummary),
        ]),
      );
    },
  );
}

function countServers({ vcpus, ram, disk }: ServerSize, { resources }: ProviderSummary): number {
  const needs = { [cpuClassOf(resources)]: vcpus, MEMORY_MB: ram, DISK_GB: disk };
  const counts = Object.entries(needs).map(([name, amount]) => {
    const inventory = resources[name];
    // A host can have its disks on shared storage, which is another resource provider.
    return inventory === undefined || amount === 0
      ? Number.POSITIVE_INFINITY
      : Math.floor((inventory.capacity - inventory.used) / amount);
  });
  return Math.max(0, Math.min(...counts));
}

function cpuClassOf(resources: ProviderSummary["resources"]): "PCPU" | "VCPU" {
  return resources.PCPU === undefined && resources.VCPU !== undefined ? "VCPU" : "PCPU";
}

/** Hosts that are up and have no dedicated CPUs. */
function listSharedHosts({ survey: { hypervisors, capacity } }: Situation): string[] {
  if ("unknown" in hypervisors || "unknown" in capacity) {
    return [];
  }
  return hypervisors.known.flatMap(({ id, service }) => {
    const summary = capacity.known[id];
    return summary !== undefined && cpuClassOf(summary.resources) === "VCPU" ? [service.host] : [];
  });
}

/** Checks that the hosts have enough dedicated CPUs, RAM and disk for all VNFs to be created. */
export function checkCapacity(situation: Situation): Finding[] {
  const check = createCheck("CPUs, RAM, disk", "hosts");
  return [
    check.ifKnown(
      bothKnown(
        countFittingServers(situation),
        bothKnown(findVnfsToCreate(situation), findServerSize(situation)),
      ),
      ([hosts, [vnfs, { vcpus, ram, disk }]]) => {
        const needed = `${vnfs.length} needed, each with ${vcpus} dedicated CPUs, ${ram} MiB of RAM and ${disk} GiB of disk`;
        const available =
          [...hosts].map(([host, count]) => `${host} has room for ${count}`).join(", ") || "no host has room";
        const roomOn = (names: readonly string[]) =>
          names.reduce((sum, name) => sum + (hosts.get(name) ?? 0), 0);
        const shared = listSharedHosts(situation);
        const total = roomOn([...hosts.keys()]);
        if (total < vnfs.length) {
          return check.fail(`${needed}: ${available}. Free resources on the hosts, or use a smaller flavor.`);
        }
        return total - roomOn(shared) >= vnfs.length
          ? check.pass(`${needed}: ${available}.`)
          : check.warning(
              `${needed}: ${available}. But Placement has no dedicated CPUs (PCPU) of ${shared.join(", ")}: Nova pins servers there only if the host has vcpu_pin_set, which no API shows.`,
            );
      },
    ),
  ];
}

/** Reports that the free resources of each NUMA node can't be checked. */
export function reportNumaNodes(): Finding[] {
  return [
    createCheck("NUMA nodes", "hosts").notChecked(
      "No OpenStack API reports the free CPUs and large pages of each NUMA node. Only Nova's scheduler knows them.",
    ),
  ];
}
