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

/** Completes the stack's secret `cpnr:keys`. */
async function makeKeys(stack: string): Promise<void> {
  const { vnfs, keys: present } = readKeysToComplete(await configOf(stack));
  const missing = vnfs.filter((vnf) => !present?.hosts.has(vnf));
  if (present !== undefined && missing.length === 0) {
    console.log(`Stack ${stack} has its login key and ${vnfs.length} host key(s) already.`);
    return;
  }
  const complete = {
    login: present?.login ?? generate(`cpnr-${stack}`),
    hosts: Object.fromEntries([
      ...(present?.hosts ?? []),
      ...missing.map((vnf): [string, KeyPair] => [vnf, generate(vnf)]),
    ]),
  };
  await setSecret(stack, "keys", JSON.stringify(complete));
  console.log(
    `Stack ${stack}: ${present ? "" : "made a login key and "}made host keys for ${missing.join(", ")}.`,
  );
}

/** An Ed25519 key pair by ssh-keygen, in a folder that only this user reads and that is gone afterwards. */
function generate(comment: string): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-keys-"));
  try {
    const file = join(folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
    return { publicKey: readFileSync(`${file}.pub`, "utf8").trim(), privateKey: readFileSync(file, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
