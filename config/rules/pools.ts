import { inSubnet, overlap, rangeBetween, rangeOf, reservedAs } from "../../plan/address";
import type { Settings } from "../schema";
import { NETWORKS, subnetsOf } from "./parts";
import { type Rule, rule } from "./rule";

const poolInSubnet = rule(
  "pool-in-subnet",
  "A pool starts and ends with hosts' addresses of its subnet.",
  NETWORKS,
  function* (settings) {
    for (const { path, pool, cidr } of poolsOf(settings)) {
      for (const end of ["start", "end"] as const) {
        const reserved = reservedAs(pool[end], cidr);
        if (!inSubnet(pool[end], cidr)) {
          yield { path: `${path}.${end}`, sentence: `${pool[end]} is outside the subnet ${cidr}` };
        } else if (reserved) {
          yield { path: `${path}.${end}`, sentence: `${pool[end]} is ${reserved} of ${cidr}: leave it out` };
        }
      }
    }
  },
);

const poolOrder = rule("pool-order", "A pool does not end before it starts.", NETWORKS, function* (settings) {
  for (const { path, pool, range } of poolsOf(settings)) {
    if (range.last < range.first) {
      yield { path, sentence: `starts at ${pool.start} and ends before it, at ${pool.end}: swap the two` };
    }
  }
});

const poolsApart = rule("pools-apart", "No two pools of a subnet overlap.", NETWORKS, function* (settings) {
  const pools = poolsOf(settings).filter(({ range }) => range.first <= range.last);
  for (const [index, { path, pool, subnet, range }] of pools.entries()) {
    const other = pools.slice(0, index).find((one) => one.subnet === subnet && overlap(one.range, range));
    if (other) {
      yield {
        path,
        sentence: `${pool.start} to ${pool.end} overlaps ${other.pool.start} to ${other.pool.end}: make the pools apart, or one`,
      };
    }
  }
});

const poolWithoutGateway = rule(
  "pool-without-gateway",
  "No pool holds its subnet's gateway.",
  NETWORKS,
  function* (settings) {
    for (const { path, pool, range, gateway } of poolsOf(settings)) {
      if (gateway !== undefined && overlap(rangeOf(gateway), range)) {
        yield {
          path,
          sentence: `${pool.start} to ${pool.end} holds the subnet's gateway, ${gateway}: leave it out`,
        };
      }
    }
  },
);

export const poolRules: readonly Rule[] = [poolInSubnet, poolOrder, poolsApart, poolWithoutGateway];

function poolsOf(settings: Pick<Settings, (typeof NETWORKS)[number]>) {
  return subnetsOf(settings).flatMap(({ path: subnet, part: { cidr, gateway, allocationPools = [] } }) =>
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
