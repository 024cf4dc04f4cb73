import { z } from "zod";
import { type Fault, pathOf } from "./fault";
import type { Day0Settings } from "./schema";

/** A hash of crypt(5): yescrypt, sha512crypt, sha256crypt or bcrypt. Anything else could be a password itself. */
const hashSchema = z
  .string()
  .regex(
    /^\$(y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|6\$(rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|5\$(rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|2b\$\d\d\$[./A-Za-z0-9]{53})$/,
  );

/** The stack's secret `cpnr:passwordHashes`: hashes as crypt(5) writes them, by the user's name. */
export const passwordHashesSchema = z.record(z.string(), hashSchema);

const RULE = "password-hash";
const HOW = "set what `mkpasswd` or `openssl passwd -6` prints, by `pulumi config set --secret --path`";

/**
 * The hash of `user`'s password out of the stack's secret; undefined if there is none.
 * @throws if the secret or that hash is malformed, without its value
 */
export function passwordHashOf(user: string, raw: unknown): string | undefined {
  const [fault] = shapeFaults(raw);
  if (fault) {
    throw new Error(`cpnr:${fault.path} ${fault.sentence}.`);
  }
  const hashes = (raw ?? {}) as Record<string, string>;
  return Object.hasOwn(hashes, user) ? hashes[user] : undefined;
}

/** What is wrong with the secret: what is no hash, and hashes of users that Day0 does not make. No value is told. */
export function passwordHashFaults({ users }: Pick<Day0Settings, "users">, raw: unknown): Fault[] {
  const names = users.map(({ name }) => name);
  const strangers = typeof raw === "object" && raw !== null ? Object.keys(raw) : [];
  return [
    ...shapeFaults(raw),
    ...strangers
      .filter((user) => !names.includes(user))
      .map((user) => ({
        path: pathOf(["passwordHashes", user]),
        rule: RULE,
        sentence: `is for none of cpnr:day0.users (${names.join(", ")}): correct the name, or remove it by \`pulumi config rm --path\``,
      })),
  ];
}

function shapeFaults(raw: unknown): Fault[] {
  const parsed = passwordHashesSchema.safeParse(raw ?? {});
  return (parsed.error?.issues ?? []).map(({ path }) => ({
    path: pathOf(["passwordHashes", ...path]),
    rule: RULE,
    sentence:
      path.length === 0
        ? `must hold a hash for each user's name: ${HOW}`
        : `is no hash of crypt(5) beginning with $y$, $6$, $5$ or $2b$ (not shown): ${HOW}`,
  }));
}
