import { z } from "zod";
import type { User } from "../plan/plan";
import { type Fault, pathOf } from "./fault";

/** A hash of crypt(5): yescrypt, sha512crypt, sha256crypt or bcrypt. Anything else could be a password itself. */
const hashSchema = z
  .string()
  .regex(
    /^\$(y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|6\$(rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|5\$(rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|2b\$\d\d\$[./A-Za-z0-9]{53})$/,
  );

/** The stack's secret `cpnr:passwordHashes`: hashes as crypt(5) writes them, by the user's name. */
const passwordHashesSchema = z.record(z.string(), hashSchema);

const RULE = "password-hash";
const HOW = "set what `mkpasswd` or `openssl passwd -6` prints, by `pulumi config set --secret --path`";

/** The stack's secret `cpnr:passwordHashes`, as far as it is right. */
export interface ParsedPasswordHashes {
  readonly passwordHashes: ReadonlyMap<string, string>;
  readonly faults: readonly Fault[];
}

/**
 * Parses the stack's secret `cpnr:passwordHashes`. No fault shows a hash.
 * @param users those that Day0 makes; a hash must be of one of them. @default not known
 */
export function parsePasswordHashes(
  raw: unknown,
  users?: readonly Pick<User, "name">[],
): ParsedPasswordHashes {
  const names = users?.map(({ name }) => name);
  const parsed = passwordHashesSchema.safeParse(raw ?? {});
  const strangers = typeof raw === "object" && raw !== null ? Object.keys(raw) : [];
  const faults = [
    ...(parsed.error?.issues ?? []).map(({ path }) => ({
      path: pathOf(["passwordHashes", ...path]),
      rule: RULE,
      sentence:
        path.length === 0
          ? `must hold a hash for each user's name: ${HOW}`
          : `is no hash of crypt(5) beginning with $y$, $6$, $5$ or $2b$ (not shown): ${HOW}`,
    })),
    ...strangers
      .filter((user) => names?.includes(user) === false)
      .map((user) => ({
        path: pathOf(["passwordHashes", user]),
        rule: RULE,
        sentence: `is for none of cpnr:day0.users (${names?.join(", ")}): correct the name, or remove it by \`pulumi config rm --path\``,
      })),
  ];
  return { passwordHashes: new Map(Object.entries(parsed.data ?? {})), faults };
}
