import type { Known } from "../openstack/known";
import { isOurs } from "../openstack/mark";
import type { Survey } from "../openstack/survey";
import { inNicOrder } from "../plan/network";
import type { Finding } from "../report/finding";
import { bothKnown, type Check, createCheck, mapKnown } from "./check";
import { findExisting, findServerSize, findVnfsToCreate, type Situation } from "./situation";

/** A quota of the project, and how much of it is used. A limit of -1 means no limit. */
export interface Quota {
  readonly limit: number;
  readonly used: number;
}

/** Nova's quotas: the word for a message, and the names of Nova. */
const COMPUTE_QUOTAS = [
  ["instances", "maxTotalInstances", "totalInstancesUsed"],
  ["cores", "maxTotalCores", "totalCoresUsed"],
  ["MiB of RAM", "maxTotalRAMSize", "totalRAMUsed"],
] as const;

const NETWORK_QUOTAS = ["network", "subnet", "port"] as const;

/** The project's quotas by resource, with the words of the checks. A quota that is not known is missing. */
export function quotasOf({ limits, networkQuota }: Survey): Record<string, Quota> {
  const compute =
    "known" in limits
      ? COMPUTE_QUOTAS.map(([unit, max, used]) => [
          unit,
          { limit: limits.known[max], used: limits.known[used] },
        ])
      : [];
  const network =
    "known" in networkQuota
      ? NETWORK_QUOTAS.flatMap((resource) => {
          const usage = networkQuota.known[resource];
          return usage === undefined
            ? []
            : [[`${resource}s`, { limit: usage.limit, used: usage.used + usage.reserved }]];
        })
      : [];
  return Object.fromEntries([...compute, ...network]);
}

/** Checks that the free quota of servers, cores and RAM is enough for the VNFs to be created. */
export function checkComputeQuota(situation: Situation): Finding[] {
  const needed = bothKnown(findVnfsToCreate(situation), findServerSize(situation));
  return COMPUTE_QUOTAS.map(([unit, max, used]) => {
    const check = createCheck("quota", unit);
    return check.ifKnown(bothKnown(needed, situation.survey.limits), ([[vnfs, size], limits]) => {
      const perVnf = { instances: 1, cores: size.vcpus, "MiB of RAM": size.ram }[unit];
      return compareQuota(check, vnfs.length * perVnf, limits[max], limits[max] - limits[used]);
    });
  });
}

/** Checks that the free quota of networks, subnets and ports is enough for those to be created. */
export function checkNetworkQuota(situation: Situation): Finding[] {
  return NETWORK_QUOTAS.map((resource) => {
    const unit = `${resource}s`;
    const check = createCheck("quota", unit);
    const needed =
      resource === "port" ? countPortsToCreate(situation) : countNetworksToCreate(situation, resource);
    return check.ifKnown(bothKnown(needed, situation.survey.networkQuota), ([count, quotas]) => {
      const usage = quotas[resource];
      return usage === undefined
        ? check.notChecked(`Neutron reports no quota for ${unit}.`)
        : compareQuota(check, count, usage.limit, usage.limit - usage.used - usage.reserved);
    });
  });
}

/** Compares the need with the free quota. @param limit -1 means no limit */
export function compareQuota(check: Check, needed: number, limit: number, left: number): Finding {
  if (limit < 0) {
    return check.pass("There is no limit.");
  }
  return needed <= left
    ? check.pass(`${needed} needed, ${left} of ${limit} left.`)
    : check.fail(
        `${needed} needed, ${left} of ${limit} left: free ${needed - left}, or ask for a higher quota of the project (openstack quota show).`,
      );
}

function countNetworksToCreate(situation: Situation, resource: "network" | "subnet"): Known<number> {
  const { plan, survey } = situation;
  const created = inNicOrder(plan.networks).filter(({ adopt }) => !adopt);
  return mapKnown(survey.networks, () =>
    created
      .filter((network) => {
        const found = findExisting(network, situation);
        return "known" in found && found.known === undefined;
      })
      .reduce((sum, { subnets }) => sum + (resource === "network" ? 1 : subnets.length), 0),
  );
}

function countPortsToCreate({ plan, survey, owner }: Situation): Known<number> {
  const all = plan.vnfs.flatMap(({ nics }) => nics).filter(({ adopt }) => !adopt).length;
  return mapKnown(survey.addressed, (ports) => all - ports.filter((port) => isOurs(owner, port)).length);
}
