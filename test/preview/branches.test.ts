import { readFileSync } from "node:fs";
import { join } from "node:path";
import { previewComment } from "../../preview/comment";
import { parseEvents } from "../../preview/events";
import { parsePreflight } from "../../preview/preflightResult";
import { modelOf } from "../../preview/verdict";
import { BRANCHES } from "../lab/pullRequest";
import { expectRenderedPart } from "./renderedPart";

const DOCUMENT = join(__dirname, "../../docs/pull-request-comments.md");

/** The part of the document that is rendered. */
const PART = /<!-- comments -->\n[\s\S]*<!-- end of comments -->\n/;

/** The comment on a branch, from what streams/record.ts recorded on the lab. */
function commentOn(branch: string): string {
  const file = join(__dirname, "streams/branches", branch.replaceAll(" ", "-"));
  const events = parseEvents(readFileSync(`${file}.ndjson`, "utf8"));
  const preflight = parsePreflight(readFileSync(`${file}.preflight.json`, "utf8"));
  return previewComment(modelOf(events, preflight), { stack: "lab" });
}

function renderAll(): string {
  const comments = BRANCHES.map(
    ([name]) => `## A branch that ${name}\n\n\`\`\`\`markdown\n${commentOn(name)}\`\`\`\`\n`,
  );
  return `<!-- comments -->\n${comments.join("\n")}<!-- end of comments -->\n`;
}

describe("the comment on a branch, as recorded on the lab", () => {
  it.each(BRANCHES)("that %s says what happens to the DNS service", (name, _, verdict, effect) => {
    const text = commentOn(name);
    expect(text.split("\n")[1]).toContain(verdict);
    if (effect !== undefined) {
      expect(text).toContain(`| \`cpnr-dns-1\` | ${effect}`);
    }
    expect(text).toMatchSnapshot();
  });

  it("is in docs/pull-request-comments.md for each branch (CPNR_UPDATE_EXAMPLE=1 writes it)", () => {
    expectRenderedPart(DOCUMENT, PART, renderAll());
  });
});
