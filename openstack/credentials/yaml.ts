import { existsSync, readFileSync } from "node:fs";
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { describeYamlError } from "../../report/yamlError";

/** A value in a YAML file, before anybody gives it a type. The OpenStack provider and openstacksdk give it different types. */
export type Value = Scalar | Sequence | Mapping;

export interface Scalar {
  readonly kind: "scalar";
  readonly text: string;
  /** Whether it has no quotes and no tag, so that its text decides on its type. */
  readonly isPlain: boolean;
}

export interface Sequence {
  readonly kind: "sequence";
  readonly items: readonly Value[];
}

export interface Mapping {
  readonly kind: "mapping";
  /** The values by their keys. Merged keys (`<<`) are included. */
  readonly entries: ReadonlyMap<string, Value>;
}

/**
 * Reads a YAML file. Its content can be secret, so no message contains any of it.
 * @returns undefined if the file does not exist or is empty
 * @throws if the file can't be read or is not valid YAML, with the file, the line, the column and the kind of the fault
 */
export function readSecretYaml(file: string): Value | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(readText(file), {
    lineCounter,
    prettyErrors: false,
    schema: "failsafe",
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(
      `${file}, line ${line}, column ${col} is not valid YAML (${describeYamlError(error.code)}): correct the line. It is not shown, because it can contain a secret.`,
    );
  }
  return document.contents === null
    ? undefined
    : new Converter(file, document).convert(document.contents as Node);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `${file} can't be read (${(error as NodeJS.ErrnoException).code}): it must be a file that this user may read.`,
    );
  }
}

/** Converts nodes to values. Each node is converted once, however many aliases it has. */
class Converter {
  readonly #converted = new Map<Node, Value>();
  readonly #pending = new Set<Node>();

  constructor(
    private readonly file: string,
    private readonly document: Document,
  ) {}

  convert(node: Node | null): Value {
    const target = isAlias(node) ? node.resolve(this.document) : node;
    if (target === undefined || (target !== null && this.#pending.has(target))) {
      throw new Error(
        `${this.file} is not valid YAML: an alias (*name) has no anchor (&name) before it, or is part of its own anchor. Correct the alias.`,
      );
    }
    if (target === null) {
      return { kind: "scalar", text: "", isPlain: true };
    }
    const known = this.#converted.get(target);
    if (known !== undefined) {
      return known;
    }
    this.#pending.add(target);
    const value = this.#convertNew(target);
    this.#pending.delete(target);
    this.#converted.set(target, value);
    return value;
  }

  #convertNew(node: Node): Value {
    if (isSeq(node)) {
      return { kind: "sequence", items: node.items.map((item) => this.convert(item as Node | null)) };
    }
    if (isMap(node)) {
      return { kind: "mapping", entries: this.#convertEntries(node.items as unknown as NodePair[]) };
    }
    const { value, type, tag } = node as { value?: unknown; type?: string; tag?: string };
    return {
      kind: "scalar",
      text: String(value ?? ""),
      isPlain: type === "PLAIN" && tag === undefined,
    };
  }

  /** The keys of a mapping come before those that it merges, and of two merged mappings the first one wins. */
  #convertEntries(pairs: readonly NodePair[]): ReadonlyMap<string, Value> {
    const entries = new Map<string, Value>();
    const merged: Value[] = [];
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        merged.push(this.convert(value));
      } else {
        const name = this.convert(key);
        entries.set(name.kind === "scalar" ? name.text : "", this.convert(value));
      }
    }
    for (const mapping of merged.flatMap((value) => (value.kind === "sequence" ? value.items : [value]))) {
      if (mapping.kind !== "mapping") {
        throw new Error(
          `${this.file} is not valid YAML: the value of a key << is neither a mapping nor a list of mappings. Correct it, such as <<: *name.`,
        );
      }
      for (const [name, value] of mapping.entries) {
        if (!entries.has(name)) {
          entries.set(name, value);
        }
      }
    }
    return entries;
  }
}

interface NodePair {
  readonly key: Node | null;
  readonly value: Node | null;
}

function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN" && key.tag === undefined;
}

/** Whether a value is YAML's null. */
export function isNull(value: Value): boolean {
  return value.kind === "scalar" && value.isPlain && /^(~|null|Null|NULL)?$/.test(value.text);
}
