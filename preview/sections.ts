/** A part of a comment: a title, and rows that can be left out if the comment is too long. */
export interface Section {
  /** Lines before the rows. */
  readonly head: readonly string[];
  readonly rows: readonly string[];
  /** Lines after the rows. */
  readonly tail: readonly string[];
  /** The row that stands for `count` rows that are left out. */
  readonly leftOut: (count: number) => string;
  /** `summary` is never cut. Rows of `details` are left out first, then those of `list`. */
  readonly kind: "summary" | "list" | "details";
}

/** Maximum size of a comment in bytes of UTF-8. GitHub accepts 65,536 characters, GitLab 1,000,000. */
export const MAXIMUM_BYTES = 65_535;

const LEFT_OUT = "left out, because a comment has at most 65,535 characters";

/** Text that is never cut. */
export function summary(...lines: string[]): Section {
  return { head: lines, rows: [], tail: [], leftOut: () => "", kind: "summary" };
}

/** A list of Markdown, below a title. */
export function list(title: string, rows: readonly string[]): Section {
  const leftOut = (count: number) => `- … ${count} more ${LEFT_OUT}`;
  return { head: ["", `**${title}**`, ""], rows, tail: [], leftOut, kind: "list" };
}

/** A table. Each row has its cells as Markdown. */
export function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): Section {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rest = heads.slice(1).map(() => "");
  return {
    head: ["", `**${title}**`, "", row(heads), row(heads.map(() => "---"))],
    rows: rows.map(row),
    tail: [],
    leftOut: (count) => row([`… ${count} more ${LEFT_OUT}`, ...rest]),
    kind: "list",
  };
}

/** A section that the reader has to open. */
export function folded(title: string, { head, rows, tail, leftOut }: Section): Section {
  return {
    // The first two lines of a section are an empty line and its title.
    head: ["", `<details><summary>${title}</summary>`, ...head.slice(2)],
    rows,
    tail: [...tail, "", "</details>"],
    leftOut,
    kind: "details",
  };
}

/**
 * Joins sections to a text of at most `maximum` bytes: rows of details are left out first, then rows of lists, each from the
 * last section and from its end. Sections without rows are not shown, except a summary.
 */
export function joinSections(sections: readonly Section[], maximum = MAXIMUM_BYTES): string {
  const shown = sections.filter(({ kind, rows }) => kind === "summary" || rows.length > 0);
  const texts = shown.map((section) => linesOf(section, section.rows.length));
  for (const kind of ["details", "list"] as const) {
    for (const [index, section] of [...shown.entries()].reverse()) {
      if (section.kind !== kind) {
        continue;
      }
      const room = maximum - sizeOf(texts.filter((_, other) => other !== index));
      texts[index] = linesOf(section, countFitting(section, room));
    }
  }
  return `${texts.flat().join("\n")}\n`;
}

/** How many of a section's rows fit into `room` bytes. */
function countFitting(section: Section, room: number): number {
  if (sizeOf([linesOf(section, section.rows.length)]) <= room) {
    return section.rows.length;
  }
  let left =
    room - sizeOf([linesOf({ ...section, rows: [] }, 0)]) - bytesOf(section.leftOut(section.rows.length));
  const first = section.rows.findIndex((row) => {
    left -= bytesOf(row);
    return left < 0;
  });
  return Math.max(0, first);
}

function linesOf({ head, rows, tail, leftOut }: Section, count: number): string[] {
  const hidden = rows.length - count;
  return [...head, ...rows.slice(0, count), ...(hidden > 0 ? [leftOut(hidden)] : []), ...tail];
}

function sizeOf(texts: readonly (readonly string[])[]): number {
  return texts.flat().reduce((sum, line) => sum + bytesOf(line), 0);
}

/** Size of a line with its line break. */
function bytesOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}
