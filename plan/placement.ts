import type { VnfChoice } from "./vnf";

/** On which hosts the servers of a stack may be. */
export interface Placement {
  readonly policy: PlacementPolicy;
}

/** The policies of Nova's server groups that keep servers on different hosts. */
export type GroupPolicy = "soft-anti-affinity" | "anti-affinity";

/** `none`: the stack has no server group. */
export type PlacementPolicy = GroupPolicy | "none";

/** The policy of a stack whose stack file names none. */
export const DEFAULT_POLICY = "soft-anti-affinity";

/**
 * Gives the VNFs the zones in turn, by their position: the first VNF the first zone, the second VNF the second zone. A VNF with its
 * own zone keeps it. A VNF with a host gets none, because its host is in one zone only.
 * @param zones empty: Nova chooses the zones
 */
export function withZonesInTurn(vnfs: readonly VnfChoice[], zones: readonly string[]): VnfChoice[] {
  return vnfs.map((vnf, index) => {
    const zone = zones[index % zones.length];
    return zone === undefined || vnf.availabilityZone !== undefined || vnf.host !== undefined
      ? vnf
      : { ...vnf, availabilityZone: zone, keepsZone: true };
  });
}
