import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { utils } from "ssh2";
import { parse } from "yaml";
import { planOf } from "../config/planOf";
import type { Settings } from "../config/schema";
import { checkSettings } from "../config/settings";
import type { KeyPair } from "../plan/keys";
import type { Plan } from "../plan/plan";

/** The configuration of a tracked stack file, as plain data without its namespace. */
export function rawConfig(stack: "lab" | "prod"): Record<string, unknown> {
  const file = parse(readFileSync(join(__dirname, `../Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  return withoutNamespace(file.config);
}

/** A stack file's configuration without the namespace `cpnr:` in its keys. */
export function withoutNamespace(config: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^cpnr:/, ""), value]));
}

/** The checked settings of a tracked stack file. */
export function settingsOf(stack: "lab" | "prod"): Settings {
  return checkSettings(rawConfig(stack));
}

/** The plan of a raw configuration, or of a tracked stack file. Its keys are not valid. */
export function planFrom(raw: "lab" | "prod" | object, passwordHashes?: ReadonlyMap<string, string>): Plan {
  const settings = typeof raw === "string" ? settingsOf(raw) : checkSettings(raw);
  const { login, hosts } = keysFor(...settings.vnfs.map(({ name }) => name));
  return planOf(settings, { login, hosts: new Map(Object.entries(hosts)) }, passwordHashes);
}

/** Keys for every named VNF. They are not valid. */
export function keysFor(...vnfs: string[]) {
  const pair = (of: string): KeyPair => ({
    publicKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${of}`,
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${of}\n-----END OPENSSH PRIVATE KEY-----\n`,
  });
  return { login: pair("login"), hosts: Object.fromEntries(vnfs.map((vnf) => [vnf, pair(vnf)])) };
}

/** A well-formed public key that differs for each word. Nobody has its private key. */
export function publicKeyOf(word: string): string {
  const type = Buffer.from("ssh-ed25519");
  const key = createHash("sha256").update(word).digest();
  const withLength = (field: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, field.length]), field]);
  return `${type} ${Buffer.concat([type, key].map(withLength)).toString("base64")}`;
}

/** Generates a key pair, as ssh-keygen does. */
export function newKeyPair(type: "ed25519" | "ecdsa" = "ed25519", passphrase?: string): KeyPair {
  const made =
    type === "ecdsa"
      ? utils.generateKeyPairSync("ecdsa", { bits: 256 })
      : utils.generateKeyPairSync(
          "ed25519",
          passphrase === undefined ? {} : { passphrase, cipher: "aes256-ctr", rounds: 1 },
        );
  return { publicKey: made.public, privateKey: made.private };
}

/** Adds a second VNF to the raw settings of the lab. */
export function withSecondVnf(raw: object): void {
  const { vnfs } = raw as { vnfs: [RawVnf] };
  vnfs.push(vnfLike(vnfs[0], 2));
}

interface RawVnf {
  readonly bond: object;
}

/** A VNF like the first of the lab, with the names and addresses for another number. */
export function vnfLike(first: RawVnf, number: number): RawVnf {
  return {
    ...first,
    ...{
      name: `cpnr-dns-${number}`,
      hostname: `CPNRDNS0${number}C0`,
      orchestration: [`192.168.100.10${number}`],
      management: [`10.10.10.10${number}`],
    },
    bond: { ...first.bond, addresses: [`172.16.1.${number + 9}/24`] },
  };
}
