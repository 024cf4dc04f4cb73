import { detectSecret } from "./secrets";

/** One error in a configuration, or one warning about it. */
export interface Fault {
  /** Namespace of the configuration. @default "cpnr" */
  readonly namespace?: string;
  /** Path below the namespace, such as `vnfs[1].bond.addresses[0]`. */
  readonly path: string;
  /** Name of the broken rule, such as `address-in-subnet`. */
  readonly rule: string;
  /** The value, what is wrong with it, and what to do. Follows the path in a message, and has no full stop. */
  readonly sentence: string;
}

/** Formats a value for a message: shortened, and without anything that looks like a secret. */
export function formatValue(value: unknown): string {
  if (typeof value === "string") {
    const kind = detectSecret(value);
    return kind ? `(not shown: it looks like ${kind})` : JSON.stringify(shorten(value));
  }
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  return String(value);
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Formats a path as Pulumi does: `vnfs[1].bond.addresses[0]`. */
export function formatPath(keys: readonly PropertyKey[]): string {
  return keys.map((key, index) => formatKey(key, index === 0)).join("");
}

function formatKey(key: PropertyKey, isFirst: boolean): string {
  if (typeof key === "number") {
    return `[${key}]`;
  }
  const name = String(key);
  return /^[\w-]+$/.test(name) ? `${isFirst ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
}
