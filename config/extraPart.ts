import { load, YAML11_SCHEMA } from "js-yaml";
import { isMap, Lexer, LineCounter, parseAllDocuments } from "yaml";
import { MAXIMUM_USER_DATA } from "../day0/userData";
import { describeYamlError } from "../report/yamlError";
import type { Settings } from "./schema";

export type ExtraPart = Settings["day0"]["extraParts"][number];

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

/** A character that PyYAML refuses (yaml.reader, NON_PRINTABLE). */
const UNREADABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Finds why cloud-init can't read a cloud-config. It then drops the part, and only its log says so.
 * @returns the reason with its place, and without any content; undefined if cloud-init reads the part
 */
export function findSyntaxError({ contentType, content }: ExtraPart): string | undefined {
  // The rule user-data-size rejects what is longer, and to parse it could take a minute.
  if (contentType !== "text/cloud-config" || content.length > MAXIMUM_USER_DATA) {
    return undefined;
  }
  const lines = new LineCounter();
  const placed = (offset: number, reason: string) => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}: ${reason}`;
  };
  const options = { version: "1.1", uniqueKeys: false, lineCounter: lines, prettyErrors: false } as const;
  try {
    const [document, ...others] = parseAllDocuments(content, options);
    const [problem] = [document, ...others].flatMap((one) => [
      ...(one?.errors ?? []),
      ...(one?.warnings ?? []),
    ]);
    if (problem !== undefined) {
      return placed(problem.pos[0], describeYamlError(problem.code));
    }
    const tab = findTab(content);
    if (tab !== undefined) {
      return placed(tab, "a tab between two words, where only spaces may be");
    }
    const unreadable = content.search(UNREADABLE);
    if (unreadable >= 0) {
      return placed(unreadable, "a character that YAML does not allow");
    }
    if (others.length > 0) {
      return "it has more than one document";
    }
    if (document?.contents && !isMap(document.contents)) {
      return "it is not a mapping of settings";
    }
    document?.toJS();
    return undefined;
  } catch {
    return "it is nested too deeply, or has an alias without an anchor";
  }
}

/** Tokens of the lexer that are no text of the document: document, flow error, scalar. */
const MARKS = ["\u0002", "\u0018", "\u001f"];

/** The offset of the first tab outside of scalars and comments: YAML allows many of them, PyYAML none. */
function findTab(content: string): number | undefined {
  let offset = 0;
  for (const token of new Lexer().lex(content)) {
    if (/^[ \t]*$/.test(token) && token.includes("\t")) {
      return offset + token.indexOf("\t");
    }
    offset += MARKS.includes(token) ? 0 : token.length;
  }
  return undefined;
}
