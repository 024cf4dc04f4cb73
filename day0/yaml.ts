import { Document, visit } from "yaml";

/**
 * Formats `value` as YAML that every cloud-init parses to the same value. Strings are quoted or literal blocks, because
 * cloud-init reads YAML 1.1, where a plain `no` or `1_0` is not a string. The output is ASCII, because cloud-init
 * decodes other characters of a 7-bit MIME part as Latin-1.
 */
export function formatCloudInitYaml(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string") {
        node.type = isLiteral(node.value) ? "BLOCK_LITERAL" : "QUOTE_DOUBLE";
      }
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedAsJSON: true }).replace(/[^ -~\n]/gu, escapeCharacter);
}

/** Whether a text has several lines, and a literal block preserves it: no indentation at its start, no lines of spaces. */
function isLiteral(text: string): boolean {
  return /^[!-~][ -~\n]*$/.test(text) && text.includes("\n") && !/^ +$/m.test(text);
}

/** Escapes a character for a double-quoted scalar. */
function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}
