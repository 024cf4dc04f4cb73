import type { Role, SriovNetwork, Subnet, SwitchedNetwork } from "./network";

/** An address of a NIC, with its subnet. */
export interface NicAddress {
  /** Without a prefix length. */
  readonly address: string;
  readonly subnet: Subnet;
}

interface ServerNic {
  readonly role: Role;
  /** Name of its Neutron port; of an adopted port, its name or its id. */
  readonly portName: string;
  /** Whether the port exists already. @default the stack creates it */
  readonly adopt?: true;
  /** The fixed IP addresses of its port. */
  readonly addresses: readonly NicAddress[];
}

/** A NIC on the host's virtual switch. */
export interface SwitchedNic extends ServerNic {
  readonly network: SwitchedNetwork;
}

/** A VF that is a member of the bond. */
export interface MemberNic extends ServerNic {
  readonly network: SriovNetwork;
  readonly isPrimary: boolean;
}

/** A NIC of a VNF's server. */
export type Nic = SwitchedNic | MemberNic;

export function isMember(nic: Nic): nic is MemberNic {
  return "isPrimary" in nic;
}
