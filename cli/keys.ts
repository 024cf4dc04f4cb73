import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { readKeysToComplete } from "../config/readPlan";
import type { KeyPair } from "../plan/keys";
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
  const { vnfs, keys: existing } = readKeysToComplete(await configOf(stack));
  const missing = vnfs.filter((vnf) => !existing?.hosts.has(vnf));
  if (existing !== undefined && missing.length === 0) {
    console.log(`Stack ${stack} has its login key and ${vnfs.length} host key(s) already.`);
    return;
  }
  const complete = {
    login: existing?.login ?? generateKeyPair(`cpnr-${stack}`),
    hosts: Object.fromEntries([
      ...(existing?.hosts ?? []),
      ...missing.map((vnf): [string, KeyPair] => [vnf, generateKeyPair(vnf)]),
    ]),
  };
  await setSecret(stack, "keys", JSON.stringify(complete));
  console.log(
    `Stack ${stack}: ${existing ? "" : "made a login key and "}made host keys for ${missing.join(", ")}.`,
  );
}

/** Generates an Ed25519 key pair with ssh-keygen, in a temporary folder that only this user can read. */
function generateKeyPair(comment: string): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-keys-"));
  try {
    const file = join(folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
    return { publicKey: readFileSync(`${file}.pub`, "utf8").trim(), privateKey: readFileSync(file, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
