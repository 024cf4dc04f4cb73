import type { Known } from "../openstack/known";
import { isOurs } from "../openstack/mark";
import { inNicOrder } from "../plan/network";
import type { Finding } from "../report/finding";
import { both, check, mapKnown, type Subject } from "./check";
import { existing, type Situation, serverSize, vnfsToCreate } from "./situation";

/** The quota of servers, cores and RAM that is left is enough for the VNFs that are still to be created. */
export function computeQuota(situation: Situation): Finding[] {
  const needed = both(vnfsToCreate(situation), serverSize(situation));
  const resources = [
    ["instances", "maxTotalInstances", "totalInstancesUsed"],
    ["cores", "maxTotalCores", "totalCoresUsed"],
    ["MiB of RAM", "maxTotalRAMSize", "totalRAMUsed"],
  ] as const;
  return resources.map(([unit, max, used]) => {
    const subject = check("quota", unit);
    return subject.given(both(needed, situation.survey.limits), ([[vnfs, size], limits]) => {
      const each = { instances: 1, cores: size.vcpus, "MiB of RAM": size.ram }[unit];
      return quota(subject, vnfs.length * each, limits[max], limits[max] - limits[used]);
    });
  });
}

/** The quota of networks, subnets and ports that is left is enough for those that are still to be created. */
export function networkQuota(situation: Situation): Finding[] {
  return (["network", "subnet", "port"] as const).map((resource) => {
    const unit = `${resource}s`;
    const subject = check("quota", unit);
    const needed = resource === "port" ? portsToCreate(situation) : networksToCreate(situation, resource);
    return subject.given(both(needed, situation.survey.networkQuota), ([count, quotas]) => {
      const taken = quotas[resource];
      return taken === undefined
        ? subject.notChecked(`Neutron tells no quota of ${unit}.`)
        : quota(subject, count, taken.limit, taken.limit - taken.used - taken.reserved);
    });
  });
}

/** @param limit -1 being none */
function quota(subject: Subject, needed: number, limit: number, left: number): Finding {
  if (limit < 0) {
    return subject.pass("There is no limit.");
  }
  return needed <= left
    ? subject.pass(`${needed} needed, ${left} of ${limit} left.`)
    : subject.fail(
        `${needed} needed, ${left} of ${limit} left: free ${needed - left}, or have the project's quota raised (openstack quota show --usage).`,
      );
}

function networksToCreate(situation: Situation, resource: "network" | "subnet"): Known<number> {
  const { plan, survey } = situation;
  const created = inNicOrder(plan.networks).filter(({ adopt }) => !adopt);
  return mapKnown(survey.networks, () =>
    created
      .filter((network) => {
        const found = existing(network, situation);
        return "known" in found && found.known === undefined;
      })
      .reduce((sum, { subnets }) => sum + (resource === "network" ? 1 : subnets.length), 0),
  );
}

function portsToCreate({ plan, survey, owner }: Situation): Known<number> {
  const all = plan.vnfs.reduce((sum, { nics }) => sum + nics.length, 0);
  return mapKnown(survey.addressed, (ports) => all - ports.filter((port) => isOurs(owner, port)).length);
}
