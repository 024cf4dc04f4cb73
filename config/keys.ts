import { z } from "zod";
import type { Settings } from "./schema";

const keyPairSchema = z.strictObject({
  /** OpenSSH public key, one line. */
  publicKey: z.string().startsWith("ssh-"),
  /** OpenSSH private key. */
  privateKey: z.string().startsWith("-----BEGIN"),
});

/** The stack's secret `cpnr:keys`: the key that logs in, and each VNF's host key by the VNF's name. */
export const keysSchema = z.strictObject({
  login: keyPairSchema,
  hosts: z.record(z.string(), keyPairSchema),
});

export type KeyPair = z.output<typeof keyPairSchema>;
export type Keys = z.output<typeof keysSchema>;

/** Told to whoever runs a stack without keys. */
export const NO_KEYS =
  "cpnr:keys is missing: run `make keys STACK=<stack>` to generate the login key and the VNFs' host keys as the stack's secrets.";

/**
 * The keys of `vnf` out of the stack's secret.
 * @throws if the secret is malformed or lacks that VNF, saying which command mends it; no key is in the message
 */
export function keysOf(vnf: string, raw: unknown): { login: KeyPair; host: KeyPair } {
  const keys = keysSchema.safeParse(raw);
  const host = keys.data?.hosts[vnf];
  if (!keys.success || !host) {
    throw new Error(
      `cpnr:keys has no host key for VNF "${vnf}": run \`make keys STACK=<stack>\`, which adds what is missing.`,
    );
  }
  return { login: keys.data.login, host };
}

/** The user of a VNF's guest whom the login key opens it for. */
export function loginUserOf({ verification, day0 }: Pick<Settings, "verification" | "day0">): string {
  return verification.user ?? (day0.users[0]?.name as string);
}
