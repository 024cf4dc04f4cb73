import { readFileSync } from "node:fs";
import { join } from "node:path";
import { previewComment } from "../../preview/comment";
import { EFFECTS } from "../../preview/impact";
import { expectRenderedPart } from "./renderedPart";
import { modelOfStream } from "./streams";

const FILE = join(__dirname, "../../docs/pull-requests.md");

/** The part of the documentation that is rendered: the comment on a changed miimon, between two hidden lines. */
const PART = /<!-- example -->\n[\s\S]*?<!-- end of example -->\n/;

function renderExample(): string {
  const model = modelOfStream("miimon");
  const serverId = model.impacts[0]?.serverId as string;
  const text = previewComment(model, {
    stack: "lab",
    commit: "0123456789abcdef0123456789abcdef01234567",
    recoveries: new Map([[serverId, { ms: 245_000, day: "2026-11-26" }]]),
  });
  return `<!-- example -->\n\`\`\`markdown\n${text}\`\`\`\n<!-- end of example -->\n`;
}

describe("docs/pull-requests.md", () => {
  it("has the comment as it is rendered (CPNR_UPDATE_EXAMPLE=1 writes it)", () => {
    expectRenderedPart(FILE, PART, renderExample());
  });

  it("explains each effect", () => {
    const text = readFileSync(FILE, "utf8");
    for (const effect of EFFECTS) {
      expect(text).toMatch(new RegExp(`\\| ([a-z ]+, )?${effect}(, [a-z ]+)? \\|`));
    }
  });
});
