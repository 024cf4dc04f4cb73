import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyPair, Keys } from "../config/keys";
import { keysSchema } from "../config/keys";
import { loadSettings } from "../config/load";
import { command } from "./command";
import { configOf, setSecret } from "./pulumi";

/** Completes the stack's secret `cpnr:keys`: a login key, and a host key for each VNF. Keys that are there stay. */
async function keys(stack: string): Promise<void> {
  const config = await configOf(stack);
  const { vnfs } = loadSettings(config);
  const raw = config.get("keys");
  const present = raw === undefined ? undefined : keysSchema.parse(JSON.parse(raw));
  const missing = vnfs.map(({ name }) => name).filter((name) => present?.hosts[name] === undefined);
  if (present !== undefined && missing.length === 0) {
    console.log(`Stack ${stack} has its login key and ${vnfs.length} host key(s) already.`);
    return;
  }
  const complete: Keys = {
    login: present?.login ?? generate(`cpnr-${stack}`),
    hosts: { ...present?.hosts, ...Object.fromEntries(missing.map((name) => [name, generate(name)])) },
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

command("keys", keys);
