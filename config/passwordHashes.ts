import { z } from "zod";
import type { User } from "../plan/plan";
import { type Fault, formatPath } from "./fault";

/** A crypt(5) hash: yescrypt, sha512crypt, sha256crypt or bcrypt. Any other text could be a plain password. */
const hashSchema = z
  .string()
  .regex(
    /^\$(y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|6\$(rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|5\$(rounds=\d{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|2b\$\d\d\$[./A-Za-z0-9]{53})$/,
  );

/** Structure of the stack's secret `cpnr:passwordHashes`: crypt(5) hashes by user name. */
const passwordHashesSchema = z.record(z.string(), hashSchema);

const RULE = "password-hash";
const SET_HASH =
  "set the output of `mkpasswd` or `openssl passwd -6` with `pulumi config set --secret --path`";

/** The valid part of the stack's secret `cpnr:passwordHashes`, and its faults. */
export interface ParsedPasswordHashes {
  readonly passwordHashes: ReadonlyMap<string, string>;
  readonly faults: readonly Fault[];
}

/**
 * Parses the stack's secret `cpnr:passwordHashes`. No fault shows a hash.
 * @param users the users that Day0 creates. Each hash must be for one of them. @default unknown
 */
export function parsePasswordHashes(
  raw: unknown,
  users?: readonly Pick<User, "name">[],
): ParsedPasswordHashes {
  const knownNames = users?.map(({ name }) => name);
  const parsed = passwordHashesSchema.safeParse(raw ?? {});
  const names = typeof raw === "object" && raw !== null ? Object.keys(raw) : [];
  const faults = [
    ...(parsed.error?.issues ?? []).map(({ path }) => ({
      path: formatPath(["passwordHashes", ...path]),
      rule: RULE,
      sentence:
        path.length === 0
          ? `must be an object that has a password hash for each user name: ${SET_HASH}`
          : `is not a crypt(5) hash that starts with $y$, $6$, $5$ or $2b$ (not shown): ${SET_HASH}`,
    })),
    ...names
      .filter((user) => knownNames?.includes(user) === false)
      .map((user) => ({
        path: formatPath(["passwordHashes", user]),
        rule: RULE,
        sentence: `is for none of cpnr:day0.users (${knownNames?.join(", ")}): correct the user name, or remove the hash with \`pulumi config rm --path\``,
      })),
  ];
  return { passwordHashes: new Map(Object.entries(parsed.data ?? {})), faults };
}
