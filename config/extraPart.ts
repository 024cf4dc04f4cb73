import { load, YAML11_SCHEMA } from "js-yaml";
import type { Settings } from "./schema";

type ExtraPart = Settings["day0"]["extraParts"][number];

/** Keys with which a cloud-config changes how cloud-init merges it (cloud-init: Merging user data sections). */
const MERGE_KEYS = ["merge_how", "merge_type"];

/**
 * Finds the key with which an extra part changes how cloud-init merges it. In a template, and in a cloud-config that can't be
 * parsed here, the name of the key alone counts.
 */
export function findMergeKey({ contentType, content }: ExtraPart): string | undefined {
  const mentioned = () => MERGE_KEYS.find((key) => content.includes(key));
  switch (contentType) {
    case "text/jinja2":
      return mentioned();
    case "text/cloud-config":
      try {
        const parsed = parseCloudConfig(content);
        return MERGE_KEYS.find((key) => typeof parsed === "object" && Object.hasOwn(parsed ?? {}, key));
      } catch {
        return mentioned();
      }
    default:
      return undefined;
  }
}

/** Parses a cloud-config as cloud-init does: PyYAML reads YAML 1.1, and the last of two equal keys counts. */
function parseCloudConfig(content: string): unknown {
  return load(content, { schema: YAML11_SCHEMA, json: true });
}
