/** An SSH key pair. */
export interface KeyPair {
  /** OpenSSH public key, one line. */
  readonly publicKey: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
}

/** The keys of a stack. */
export interface Keys {
  /** Opens every VNF's guest. */
  readonly login: KeyPair;
  /** Each VNF's host key, by the VNF's name. */
  readonly hosts: ReadonlyMap<string, KeyPair>;
}

/** The host key of a VNF of the plan, which the plan's keys hold. */
export function hostKeyOf({ hosts }: Keys, vnf: string): KeyPair {
  return hosts.get(vnf) as KeyPair;
}
