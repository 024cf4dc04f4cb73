import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkSettings } from "../config/load";
import type { Settings } from "../config/schema";

/** The configuration of a tracked stack file, as plain data without its namespace. */
export function rawConfig(stack: "lab" | "prod"): Record<string, unknown> {
  const file = parse(readFileSync(join(__dirname, `../Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  return withoutNamespace(file.config);
}

/** A stack file's configuration with the namespace `cpnr:` taken off its keys. */
export function withoutNamespace(config: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^cpnr:/, ""), value]));
}

/** The checked settings of a tracked stack file. */
export function settingsOf(stack: "lab" | "prod"): Settings {
  return checkSettings(rawConfig(stack));
}

/** Keys for every VNF named; none of them opens anything. */
export function keysFor(...vnfs: string[]) {
  const pair = (of: string) => ({
    publicKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${of}`,
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${of}\n-----END OPENSSH PRIVATE KEY-----\n`,
  });
  return { login: pair("login"), hosts: Object.fromEntries(vnfs.map((vnf) => [vnf, pair(vnf)])) };
}

/** Adds a second VNF beside the lab's first to raw settings: all that it needs is configured for the first. */
export function withSecondVnf(raw: object): void {
  const { vnfs } = raw as { vnfs: [RawVnf] };
  vnfs.push(vnfLike(vnfs[0], 2));
}

interface RawVnf {
  readonly bond: object;
}

/** A VNF like the lab's first, with the names and addresses of the one of this number. */
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
