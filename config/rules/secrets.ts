import { formatPath } from "../fault";
import { detectSecret } from "../secrets";
import { defineRule, type Rule } from "./rule";

/** A password in a cloud-config (cloud-init's modules "Users and Groups" and "Set Passwords"). */
const PASSWORD =
  /(?:^[ \t-]*|[{,][ \t]*)(["']?)(?:password|passwd|hashed_passwd|plain_text_passwd|plain-text-passwd)\1[ \t]*:\s*\S/im;

/** A password that a command gets: `echo user:password | chpasswd`, `passwd --stdin`, and `chpasswd` with a here-document. */
const PASSWORD_COMMAND =
  /\b(?:echo|printf)\b[^\n|]*\|\s*(?:sudo\s+)?(?:chpasswd|passwd\s+--stdin)\b|\bchpasswd\b[^\n|<]*<</;

/** A password in cloud-init's list for chpasswd: `user:password`, where RANDOM and R let cloud-init choose one. */
const PASSWORD_LIST =
  /\bchpasswd["']?\s*:[\s\S]{0,200}?\blist["']?\s*:[\s\S]{0,4000}?[\w.-]+:(?!(?:RANDOM|R)\b)[^\s,\]'"}]+/;

const PASSWORDS = [PASSWORD, PASSWORD_COMMAND, PASSWORD_LIST];

const SET_HASH =
  "remove it, and set the hash as a secret with `pulumi config set --secret --path 'cpnr:passwordHashes.<user>'`";
/** What to do, by kind of secret. */
const REMEDIES: Readonly<Record<string, string>> = {
  "a password": SET_HASH,
  "a password hash": SET_HASH,
  "a private key":
    "remove it. The program's own keys are in the secret cpnr:keys (`make keys`, or `pulumi config set --secret cpnr:keys`)",
};

const noPlainSecret = defineRule(
  "no-plain-secret",
  "No plain-text setting contains a private key, a password or a password hash.",
  // It is always checked, in all sections that have the right structure.
  [],
  function* (settings) {
    for (const [path, text] of listTexts(settings)) {
      const isPart = path[0] === "day0" && path[1] === "extraParts";
      const hasPassword = isPart && PASSWORDS.some((pattern) => pattern.test(text));
      const kind = detectSecret(text) ?? (hasPassword ? "a password" : undefined);
      if (kind) {
        yield {
          path: formatPath(path),
          sentence: `contains what looks like ${kind} in plain text (not shown): ${REMEDIES[kind]}`,
        };
      }
    }
  },
);

export const secretRules: readonly Rule[] = [noPlainSecret];

/** Lists all texts in `value`, with their paths. */
function listTexts(value: unknown, path: readonly PropertyKey[] = []): [readonly PropertyKey[], string][] {
  if (typeof value === "string") {
    return [[path, value]];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    listTexts(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
