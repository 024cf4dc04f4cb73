import { secretIn } from "./secrets";

/** One thing that is wrong with a configuration, or, as a warning, worth knowing about it. */
export interface Fault {
  /** The configuration's namespace. @default "cpnr" */
  readonly namespace?: string;
  /** Path below the namespace, such as `vnfs[1].bond.addresses[0]`. */
  readonly path: string;
  /** The broken rule's name, such as `address-in-subnet`. */
  readonly rule: string;
  /** The value, the rule, and what would be right; without a full stop. */
  readonly sentence: string;
}

/** A value as a message shows it: short, and never what looks like a secret. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    const kind = secretIn(value);
    return kind ? `(not shown: it looks like ${kind})` : JSON.stringify(shortened(value));
  }
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  return String(value);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A path as Pulumi writes it: `vnfs[1].bond.addresses[0]`. */
export function pathOf(keys: readonly PropertyKey[]): string {
  return keys.map((key, index) => step(key, index === 0)).join("");
}

function step(key: PropertyKey, first: boolean): string {
  if (typeof key === "number") {
    return `[${key}]`;
  }
  const name = String(key);
  return /^[\w-]+$/.test(name) ? `${first ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
}
