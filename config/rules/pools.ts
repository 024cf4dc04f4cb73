import { overlap, rangeBetween, rangeOf } from "../../plan/address";
import type { Settings } from "../schema";
import { checkHostAddress, listSubnets, NETWORKS } from "./parts";
import { defineRule, type Rule } from "./rule";

const poolInSubnet = defineRule(
  "pool-in-subnet",
  "An allocation pool starts and ends with a host address of its subnet.",
  NETWORKS,
  function* (settings) {
    for (const { path, pool, cidr } of listPools(settings)) {
      for (const end of ["start", "end"] as const) {
        yield* checkHostAddress(`${path}.${end}`, pool[end], cidr);
      }
    }
  },
);

const poolOrder = defineRule(
  "pool-order",
  "An allocation pool does not end before it starts.",
  NETWORKS,
  function* (settings) {
    for (const { path, pool, range } of listPools(settings)) {
      if (range.last < range.first) {
        yield {
          path,
          sentence: `starts at ${pool.start} but ends before that, at ${pool.end}: swap the two addresses`,
        };
      }
    }
  },
);

const poolsApart = defineRule(
  "pools-apart",
  "The allocation pools of a subnet do not overlap.",
  NETWORKS,
  function* (settings) {
    const pools = listPools(settings).filter(({ range }) => range.first <= range.last);
    for (const [index, { path, pool, subnet, range }] of pools.entries()) {
      const other = pools.slice(0, index).find((one) => one.subnet === subnet && overlap(one.range, range));
      if (other) {
        yield {
          path,
          sentence: `${pool.start} to ${pool.end} overlaps ${other.pool.start} to ${other.pool.end}: separate the two pools, or merge them`,
        };
      }
    }
  },
);

const poolWithoutGateway = defineRule(
  "pool-without-gateway",
  "No allocation pool contains the gateway of its subnet.",
  NETWORKS,
  function* (settings) {
    for (const { path, pool, range, gateway } of listPools(settings)) {
      if (gateway !== undefined && overlap(rangeOf(gateway), range)) {
        yield {
          path,
          sentence: `${pool.start} to ${pool.end} contains ${gateway}, the gateway of the subnet: exclude it from the pool`,
        };
      }
    }
  },
);

export const poolRules: readonly Rule[] = [poolInSubnet, poolOrder, poolsApart, poolWithoutGateway];

function listPools(settings: Pick<Settings, (typeof NETWORKS)[number]>) {
  return listSubnets(settings).flatMap(({ path: subnet, part: { cidr, gateway, allocationPools = [] } }) =>
    allocationPools.map((pool, index) => ({
      path: `${subnet}.allocationPools[${index}]`,
      subnet,
      cidr,
      gateway,
      pool,
      range: rangeBetween(pool.start, pool.end),
    })),
  );
}
