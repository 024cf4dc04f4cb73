import type { Role } from "./network";
import { serviceAddresses, switchedNics, type Vnf } from "./vnf";

/** What other VNFs need to know of a VNF to find and to ping it. A request has one for each peer, so it is small. */
export interface Peer {
  /** Name of the server. */
  readonly name: string;
  /** Its addresses besides the bond's. */
  readonly switched: readonly {
    readonly role: Role;
    readonly address: string;
    /** CIDR of the subnet. */
    readonly cidr: string;
  }[];
  /** The addresses of its DNS service, without prefix lengths. */
  readonly service: readonly string[];
}

/** A VNF as a peer of another one. */
export function peerOf(vnf: Vnf): Peer {
  return {
    name: vnf.name,
    switched: switchedNics(vnf).flatMap(({ role, addresses }) =>
      addresses.map(({ address, subnet: { cidr } }) => ({ role, address, cidr })),
    ),
    service: serviceAddresses(vnf),
  };
}
