import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { withoutNamespace } from "../settings";

/** Raw settings below `cpnr:` that a test can change. */
// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test changes another part of it
export type Raw = any;

/** Writes a stack file, its secrets included, to `path` after `change`. @param from @default the lab's own stack file */
export function writeChangedConfig(
  path: string,
  change: (raw: Raw) => void,
  from = process.env.PULUMI_OPTION_CONFIG_FILE as string,
): void {
  const file = parse(readFileSync(from, "utf8"));
  const raw = withoutNamespace(file.config);
  change(raw);
  file.config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`cpnr:${key}`, value]));
  writeFileSync(path, stringify(file), { mode: 0o600 });
}
