import type { AllocationCandidates, AllocationRequest } from "../openstack/resources";
import { FlowNetwork } from "./flowNetwork";

/** Where servers of one size fit on a host. */
export interface HostPlaces {
  /** Number of servers that fit if no other host gets one. */
  readonly count: number;
  /** Number of servers for which there are the resources that every way needs. */
  readonly limit: number;
  /** The ways to give a server its resources. */
  readonly ways: readonly Way[];
}

interface Way {
  /** Number of servers for which the host has the resources. */
  readonly limit: number;
  /** Providers that share resources with several hosts, such as a storage, with the number of servers that fit there. */
  readonly shared: ReadonlyMap<string, number>;
}

/** A host of which nothing is known has no limit. */
export const UNLIMITED: HostPlaces = {
  count: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
  ways: [{ limit: Number.POSITIVE_INFINITY, shared: new Map() }],
};

/** A host on which no server fits. */
export const FULL: HostPlaces = { count: 0, limit: 0, ways: [] };

/** The places on a host with one more limit, such as the free VFs. */
export function withLimit(places: HostPlaces, limit: number): HostPlaces {
  return { ...places, count: Math.min(places.count, limit), limit: Math.min(places.limit, limit) };
}

/** Derives the places on each host. A host is the root of a tree of resource providers. */
export function placesByHost(candidates: AllocationCandidates): Map<string, HostPlaces> {
  const waysByHost = new Map<string, Slots[][]>();
  for (const request of candidates.allocation_requests) {
    const slots = slotsOf(request, candidates);
    for (const host of new Set(slots.map(({ root }) => root))) {
      waysByHost.set(host, [...(waysByHost.get(host) ?? []), slots]);
    }
  }
  return new Map([...waysByHost].map(([host, ways]) => [host, placesOf(host, ways)]));
}

function placesOf(host: string, all: readonly (readonly Slots[])[]): HostPlaces {
  const ways = all.map((slots) => {
    const shared = slots.filter(({ root }) => root !== host);
    return {
      limit: minimum(slots.filter(({ root }) => root === host)),
      shared: new Map(
        shared.map(({ provider }) => [
          provider,
          minimum(shared.filter((other) => other.provider === provider)),
        ]),
      ),
    };
  });
  const isSame = (first: Slots) => (second: Slots) =>
    first.provider === second.provider && first.resource === second.resource;
  const [first = [], ...others] = all;
  const common = first.filter(
    (slots) => slots.root === host && others.every((other) => other.some(isSame(slots))),
  );
  const limit = minimum(common);
  const counts = ways.map((way) => Math.min(way.limit, ...way.shared.values()));
  return {
    count: Math.min(
      limit,
      counts.reduce((sum, count) => sum + count, 0),
    ),
    limit,
    ways,
  };
}

/** Number of servers for which a provider has a resource. */
interface Slots {
  readonly provider: string;
  /** The root of the provider's tree. */
  readonly root: string;
  readonly resource: string;
  readonly count: number;
}

function slotsOf({ allocations }: AllocationRequest, { provider_summaries }: AllocationCandidates): Slots[] {
  return Object.entries(allocations).flatMap(([provider, { resources }]) => {
    const summary = provider_summaries[provider];
    return Object.entries(resources).map(([resource, amount]) => {
      const { capacity = 0, used = 0 } = summary?.resources[resource] ?? {};
      const count = Math.floor((capacity - used) / amount);
      return { provider, root: summary?.root_provider_uuid ?? provider, resource, count };
    });
  });
}

function minimum(slots: readonly Slots[]): number {
  return Math.max(0, Math.min(...slots.map(({ count }) => count)));
}

/**
 * Finds for as many servers as possible a host each. A server that has a host keeps one when a later one is placed, but it may
 * be another host.
 * @param servers the hosts that may take each server
 * @returns whether each server has a host
 */
export function placeServers(
  servers: readonly (readonly string[])[],
  places: ReadonlyMap<string, HostPlaces>,
): boolean[] {
  const network = new FlowNetwork();
  for (const [host, { limit, ways }] of places) {
    network.connect(`host ${host}`, `used ${host}`, limit);
    ways.forEach((way, index) => {
      const [path, end] = [`way ${index} of ${host}`, "placed"];
      network.connect(`used ${host}`, path, way.limit);
      let last = path;
      for (const [provider, count] of way.shared) {
        network.connect(last, `free in ${provider}`, Number.POSITIVE_INFINITY);
        network.connect(`free in ${provider}`, `used in ${provider}`, count);
        last = `used in ${provider}`;
      }
      network.connect(last, end, Number.POSITIVE_INFINITY);
    });
  }
  return servers.map((hosts, index) => {
    for (const host of hosts) {
      network.connect(`server ${index}`, `host ${host}`, 1);
    }
    return network.sendUnit(`server ${index}`, "placed");
  });
}
