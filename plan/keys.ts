/** An SSH key pair. */
export interface KeyPair {
  /** OpenSSH public key, one line. */
  readonly publicKey: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
}

/** Types of keys that cloud-init can install as a host key. OpenSSH in FIPS mode knows no Ed25519. */
export const KEY_TYPES = ["ed25519", "ecdsa", "rsa"] as const;

export type KeyType = (typeof KEY_TYPES)[number];

/** The type of an OpenSSH public key. @throws if cloud-init can't install a host key of this type */
export function keyTypeOf(publicKey: string): KeyType {
  const name = publicKey.split(" ", 1)[0] as string;
  const found = KEY_TYPES.find((type) => isOfType(name, type));
  if (found === undefined) {
    throw new Error(`A host key must have type ${KEY_TYPES.join(", ")}, not ${name}.`);
  }
  return found;
}

/** Whether a name of OpenSSH, such as `ecdsa-sha2-nistp256`, is one of a type. */
export function isOfType(name: string, type: KeyType): boolean {
  return new RegExp(`^(ssh-${type}|${type}-sha2-nistp\\d+)$`).test(name);
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
