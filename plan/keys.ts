/** An SSH key pair. */
export interface KeyPair {
  /** OpenSSH public key, one line. */
  readonly publicKey: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
}

/** The keys of a stack. */
export interface Keys {
  /** Login key for the guest of every VNF. */
  readonly login: KeyPair;
  /** Each VNF's host key, by the VNF's name. */
  readonly hosts: ReadonlyMap<string, KeyPair>;
}

/** The host key of a VNF of the plan. The plan's keys have one for every VNF. */
export function hostKeyOf({ hosts }: Keys, vnf: string): KeyPair {
  return hosts.get(vnf) as KeyPair;
}
