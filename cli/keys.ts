import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Command } from "commander";
import { parsePrivateKey } from "sshpk";
import { readKeysToComplete } from "../config/readPlan";
import type { KeyPair, KeyType } from "../plan/keys";
import { configOf, setSecret } from "./pulumi";
import { stackCommand, stackOf } from "./stackCommand";

/** `cpnr keys` */
export function keysCommand(): Command {
  return stackCommand(
    "keys",
    "Make the login key and a host key for each VNF, as the stack's secret cpnr:keys. Keys that exist stay.",
  ).action(async (options) => makeKeys(await stackOf(options)));
}

/** Adds the missing keys to the stack's secret `cpnr:keys`. Existing keys are not changed. */
async function makeKeys(stack: string): Promise<void> {
  const { vnfs, keys: existing, keyType } = readKeysToComplete(await configOf(stack));
  const missing = vnfs.filter((vnf) => !existing?.hosts.has(vnf));
  if (existing !== undefined && missing.length === 0) {
    console.log(`Stack ${stack} has its login key and ${vnfs.length} host key(s) already.`);
    return;
  }
  const complete = {
    login: existing?.login ?? generateKeyPair(`cpnr-${stack}`, keyType),
    hosts: Object.fromEntries([
      ...(existing?.hosts ?? []),
      ...missing.map((vnf): [string, KeyPair] => [vnf, generateKeyPair(vnf, keyType)]),
    ]),
  };
  await setSecret(stack, "keys", JSON.stringify(complete));
  console.log(
    `Stack ${stack}: ${existing ? "" : "made a login key and "}made host keys for ${missing.join(", ")}.`,
  );
}

/** Generates a private key. The sizes are those of ssh-keygen. */
const generators: Readonly<Record<KeyType, () => KeyObject>> = {
  ed25519: () => generateKeyPairSync("ed25519").privateKey,
  ecdsa: () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  rsa: () => generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey,
};

/**
 * Generates a key pair. The private key is never in a file, where an interrupted command would leave it. (ssh2 can
 * generate keys too, but drops a zero byte, so that OpenSSH refuses one key in 256.)
 */
export function generateKeyPair(comment: string, type: KeyType = "ed25519"): KeyPair {
  const pem = generators[type]().export({ type: "pkcs8", format: "pem" });
  const key = parsePrivateKey(pem, "pkcs8");
  const publicKey = key.toPublic();
  key.comment = comment;
  publicKey.comment = comment;
  return { publicKey: publicKey.toString("ssh"), privateKey: key.toString("openssh") };
}
