import { utils } from "ssh2";
import { z } from "zod";
import { isOfType, type KeyPair, type Keys, type KeyType } from "../plan/keys";
import { type Fault, formatPath } from "./fault";

const keyPairSchema = z.strictObject({ publicKey: z.string(), privateKey: z.string() });

/** Structure of the stack's secret `cpnr:keys`: the login key, and the host keys by the name of the VNF. */
const keysSchema = z.strictObject({ login: keyPairSchema, hosts: z.record(z.string(), keyPairSchema) });

/** Name of the rule for missing keys, which `cpnr keys` generates. */
export const KEY_MISSING = "ssh-key-missing";

const MAKE_KEYS = "run `make keys STACK=<stack>`";

/** The valid part of the stack's secret `cpnr:keys`, and its faults. */
export interface ParsedKeys {
  /** @default none: the secret is missing, or its structure is wrong */
  readonly keys?: Keys;
  readonly faults: readonly Fault[];
}

/**
 * Parses the stack's secret `cpnr:keys`. No fault shows a key.
 * @param vnfs names of the VNFs. Each VNF needs a host key.
 * @param keyType the type that each host key must have
 */
export function parseKeys(raw: unknown, vnfs: readonly string[], keyType: KeyType): ParsedKeys {
  if (raw === undefined) {
    const sentence = `is missing: ${MAKE_KEYS} to generate the login key and the host keys of the VNFs as secrets of the stack`;
    return { faults: [keyFault(["keys"], sentence, KEY_MISSING)] };
  }
  const parsed = keysSchema.safeParse(raw);
  if (!parsed.success) {
    return { faults: parsed.error.issues.map(({ path }) => keyFault(["keys", ...path], WRONG_STRUCTURE)) };
  }
  const { login, hosts } = parsed.data;
  const keys = { login, hosts: new Map(Object.entries(hosts)) };
  const missing = vnfs.filter((vnf) => !keys.hosts.has(vnf));
  return {
    keys,
    faults: [
      ...checkPair(["keys", "login"], login),
      ...[...keys.hosts].flatMap(([vnf, pair]) => checkPair(["keys", "hosts", vnf], pair, keyType)),
      ...missing.map((vnf) =>
        keyFault(
          ["keys", "hosts", vnf],
          `is missing: ${MAKE_KEYS} to add the missing host keys`,
          KEY_MISSING,
        ),
      ),
    ],
  };
}

const WRONG_STRUCTURE = `does not have the structure { login, hosts }, in which each key has a publicKey and a privateKey: remove the secret (pulumi config rm) and ${MAKE_KEYS}`;

/** Checks a key pair. @param type the required type of the key. @default any type that OpenSSH supports */
function checkPair(path: readonly string[], { publicKey, privateKey }: KeyPair, type?: KeyType): Fault[] {
  const parsedPrivate = utils.parseKey(privateKey);
  if (parsedPrivate instanceof Error || !parsedPrivate.isPrivateKey()) {
    const isEncrypted = parsedPrivate instanceof Error && /passphrase/.test(parsedPrivate.message);
    const problem = isEncrypted ? "is encrypted with a passphrase" : "is not an OpenSSH private key";
    return [keyFault([...path, "privateKey"], `${problem} (not shown): ${REPLACE}`)];
  }
  const parsedPublic = utils.parseKey(publicKey);
  if (parsedPublic instanceof Error || /[\n\r]/.test(publicKey.trim())) {
    return [keyFault([...path, "publicKey"], `is not an OpenSSH public key on one line: ${REPLACE}`)];
  }
  if (!parsedPublic.getPublicSSH().equals(parsedPrivate.getPublicSSH())) {
    return [keyFault([...path, "publicKey"], `does not match the privateKey of the same pair: ${REPLACE}`)];
  }
  return type === undefined || isOfType(parsedPrivate.type, type)
    ? []
    : [
        keyFault(
          [...path, "privateKey"],
          `has type ${parsedPrivate.type}, but cpnr:day0.keyType is ${type}: correct keyType, or ${REPLACE}`,
        ),
      ];
}

const REPLACE = `remove the key (pulumi config rm --path) and ${MAKE_KEYS}`;

function keyFault(path: readonly PropertyKey[], sentence: string, rule = "ssh-key"): Fault {
  return { path: formatPath(path), rule, sentence };
}
