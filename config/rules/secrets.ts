import { pathOf } from "../fault";
import { secretIn } from "../secrets";
import { type Rule, rule } from "./rule";

/** A password that cloud-config sets (cloud-init's modules "Users and Groups" and "Set Passwords"). */
const PASSWORD =
  /(?:^[ \t-]*|[{,][ \t]*)(["']?)(?:password|passwd|hashed_passwd|plain_text_passwd|plain-text-passwd)\1[ \t]*:\s*\S/im;

const PASSWORDS =
  "take it out and set its hash as a secret, `pulumi config set --secret --path 'cpnr:passwordHashes.<user>'`";
/** What to do with each kind of secret. */
const WAY: Readonly<Record<string, string>> = {
  "a password": PASSWORDS,
  "a password's hash": PASSWORDS,
  "a private key":
    "take it out; the program's own keys are in the secret cpnr:keys (`make keys`, or `pulumi config set --secret cpnr:keys`)",
};

const noPlainSecret = rule(
  "no-plain-secret",
  "No setting in plain text holds a private key, a password or its hash.",
  // It needs none of them, and looks through those that there are.
  [],
  function* (settings) {
    for (const [path, text] of textsIn(settings)) {
      const inPart = path[0] === "day0" && path[1] === "extraParts" && PASSWORD.test(text);
      const kind = secretIn(text) ?? (inPart ? "a password" : undefined);
      if (kind) {
        yield {
          path: pathOf(path),
          sentence: `holds what looks like ${kind}, in plain text (not shown): ${WAY[kind]}`,
        };
      }
    }
  },
);

export const secretRules: readonly Rule[] = [noPlainSecret];

/** Every text in `value`, with its path. */
function textsIn(value: unknown, path: readonly PropertyKey[] = []): [readonly PropertyKey[], string][] {
  if (typeof value === "string") {
    return [[path, value]];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
