import { formatPath } from "../fault";
import { detectSecret, hasPassword } from "../secrets";
import { defineRule, type Rule } from "./rule";

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
      const isPasswordInPart = path[0] === "day0" && path[1] === "extraParts" && hasPassword(text);
      const kind = detectSecret(text) ?? (isPasswordInPart ? "a password" : undefined);
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
