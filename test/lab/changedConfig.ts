import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { withoutNamespace } from "../settings";

/** Raw settings below `cpnr:` that a test can change. */
// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test changes another part of it
export type Raw = any;

/** Writes the lab's own stack file, its secrets included, to `path` after `change`. */
export function writeChangedConfig(path: string, change: (raw: Raw) => void): void {
  const file = parse(readFileSync(process.env.PULUMI_OPTION_CONFIG_FILE as string, "utf8"));
  const raw = withoutNamespace(file.config);
  change(raw);
  file.config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`cpnr:${key}`, value]));
  writeFileSync(path, stringify(file), { mode: 0o600 });
}
