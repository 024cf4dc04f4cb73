import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { code, listItems } from "../../preview/markdown";
import { visible } from "../../report/visible";

const markdown = new MarkdownIt({ html: true, linkify: true });

/** The tokens of inline Markdown: type and content. */
function inlineTokens(text: string): [type: string, content: string][] {
  return (markdown.parseInline(text, {})[0]?.children ?? []).map(({ type, content }) => [type, content]);
}

const HOSTILE = [
  "@team",
  "`",
  "``",
  "`` ` ``",
  "a|b",
  "\\|",
  "<img src=x onerror=alert(1)>",
  "-->",
  "</details>",
  "[x](https://evil.example)",
  "**bold**",
  "#12",
  "https://evil.example",
  "\n/close",
  "\u202e",
  " ",
  "",
  "$`x`$",
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom(...HOSTILE, "`", "\\", "|", " ", "x")).map((parts) => parts.join("")),
);

describe("a text from elsewhere in Markdown", () => {
  it("is one code span with the visible text", () => {
    fc.assert(
      fc.property(text, (given) => {
        const tokens = inlineTokens(`before ${code(given)} after`);
        expect(tokens.map(([type]) => type)).toEqual(["text", "code_inline", "text"]);
        expect(tokens[1]?.[1].trim()).toBe(visible(given, 600).replaceAll("|", "\\x7c").trim());
      }),
    );
  });

  it("is one cell of a table", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const html = markdown.render(`| a | b |\n| --- | --- |\n| ${code(one)} | ${code(other)} |\n`);
        const body = html.slice(html.indexOf("<tbody>"));
        expect(body.match(/<td>/g)).toHaveLength(2);
        expect(body.match(/<td><code>[^<]*<\/code><\/td>/g)).toHaveLength(2);
      }),
    );
  });

  it("is one item of a list for each of its lines, and starts no command of GitLab", () => {
    const items = listItems(["one\n\n/close\n", "- two"]);
    expect(items).toEqual(["- `one`", "- `/close`", "- `- two`"]);
  });

  it("is cut at its maximum", () => {
    expect(code("x".repeat(1000), 10)).toBe(`\`${"x".repeat(9)}…\``);
  });
});
