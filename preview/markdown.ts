import { visible } from "../report/visible";

/** Maximum length of a text from elsewhere in a comment. */
const MAXIMUM_TEXT = 600;

/**
 * A text from a cloud, a provider or the program as a code span of Markdown: no mention, link, HTML or formatting in it acts, also
 * in a cell of a table. Characters that a terminal obeys or hides are shown as escapes, and so is `|`, which ends a cell.
 */
export function code(text: string, maximum = MAXIMUM_TEXT): string {
  const shown = visible(text, maximum).replaceAll("|", "\\x7c");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  // A space inside the fence separates it from a backtick of the text. Markdown removes one on each side.
  const space = longest > 0 || shown.trim() !== shown || shown === "" ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Texts of several lines as a list, one item for each line that is not empty. */
export function listItems(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => `- ${code(line.trim())}`),
  );
}

/** A number with its noun: `1 VNF`, `2 VNFs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
