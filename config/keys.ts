import { utils } from "ssh2";
import { z } from "zod";
import type { KeyPair, Keys } from "../plan/keys";
import { type Fault, pathOf } from "./fault";

const keyPairSchema = z.strictObject({ publicKey: z.string(), privateKey: z.string() });

/** The shape of the stack's secret `cpnr:keys`: the key that logs in, and each VNF's host key by the VNF's name. */
const keysSchema = z.strictObject({ login: keyPairSchema, hosts: z.record(z.string(), keyPairSchema) });

/** The rule that missing keys break: `cpnr keys` makes them. */
export const MISSING = "ssh-key-missing";

const MAKE_KEYS = "run `make keys STACK=<stack>`";

/** What Day0 installs as a guest's host key. */
const HOST_KEY_TYPE = "ssh-ed25519";

/** The stack's secret `cpnr:keys`, as far as it is right. */
export interface ParsedKeys {
  /** @default the secret is missing, or has another shape */
  readonly keys?: Keys;
  readonly faults: readonly Fault[];
}

/**
 * Parses the stack's secret `cpnr:keys`. No fault shows a key.
 * @param vnfs names of the VNFs, each of which needs a host key
 */
export function parseKeys(raw: unknown, vnfs: readonly string[]): ParsedKeys {
  if (raw === undefined) {
    const sentence = `is missing: ${MAKE_KEYS} to generate the login key and the VNFs' host keys as the stack's secrets`;
    return { faults: [fault(["keys"], sentence, MISSING)] };
  }
  const parsed = keysSchema.safeParse(raw);
  if (!parsed.success) {
    return { faults: parsed.error.issues.map(({ path }) => fault(["keys", ...path], SHAPE)) };
  }
  const { login, hosts } = parsed.data;
  const keys = { login, hosts: new Map(Object.entries(hosts)) };
  const missing = vnfs.filter((vnf) => !keys.hosts.has(vnf));
  return {
    keys,
    faults: [
      ...pairFaults(["keys", "login"], login),
      ...[...keys.hosts].flatMap(([vnf, pair]) => pairFaults(["keys", "hosts", vnf], pair, HOST_KEY_TYPE)),
      ...missing.map((vnf) =>
        fault(["keys", "hosts", vnf], `is missing: ${MAKE_KEYS}, which adds the missing host keys`, MISSING),
      ),
    ],
  };
}

const SHAPE = `has another shape than { login, hosts }, each key with a publicKey and a privateKey: remove the secret (pulumi config rm) and ${MAKE_KEYS}`;

/** @param type the only one that is accepted. @default any that OpenSSH has */
function pairFaults(path: readonly string[], { publicKey, privateKey }: KeyPair, type?: string): Fault[] {
  const secret = utils.parseKey(privateKey);
  if (secret instanceof Error || !secret.isPrivateKey()) {
    const encrypted = secret instanceof Error && /passphrase/.test(secret.message);
    const what = encrypted ? "is encrypted with a passphrase" : "is not an OpenSSH private key";
    return [fault([...path, "privateKey"], `${what} (not shown): ${REPLACE}`)];
  }
  const open = utils.parseKey(publicKey);
  if (open instanceof Error || /[\n\r]/.test(publicKey.trim())) {
    return [fault([...path, "publicKey"], `is not an OpenSSH public key in one line: ${REPLACE}`)];
  }
  if (!open.getPublicSSH().equals(secret.getPublicSSH())) {
    return [fault([...path, "publicKey"], `does not belong to the privateKey beside it: ${REPLACE}`)];
  }
  return type === undefined || secret.type === type
    ? []
    : [
        fault(
          [...path, "privateKey"],
          `is of type ${secret.type}, and a host key must be ${type}: ${REPLACE}`,
        ),
      ];
}

const REPLACE = `remove the key (pulumi config rm --path) and ${MAKE_KEYS}`;

function fault(path: readonly PropertyKey[], sentence: string, rule = "ssh-key"): Fault {
  return { path: pathOf(path), rule, sentence };
}
