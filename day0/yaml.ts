import { Document, visit } from "yaml";

/**
 * `value` as YAML that every cloud-init reads back as it is. Texts are quoted or literal blocks, because cloud-init
 * reads YAML 1.1, where a plain `no` or `1_0` is no text. All is ASCII, because cloud-init takes a 7-bit MIME part's
 * other characters for Latin-1.
 */
export function cloudInitYaml(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string") {
        node.type = isLiteral(node.value) ? "BLOCK_LITERAL" : "QUOTE_DOUBLE";
      }
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedAsJSON: true }).replace(/[^ -~\n]/gu, escaped);
}

/** Whether a text has several lines and nothing that a literal block could lose: indentation at its start, blank lines. */
function isLiteral(text: string): boolean {
  return /^[!-~][ -~\n]*$/.test(text) && text.includes("\n") && !/^ +$/m.test(text);
}

/** A character as a double-quoted scalar writes it. */
function escaped(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}
