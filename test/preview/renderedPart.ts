import { readFileSync, writeFileSync } from "node:fs";

/**
 * Expects that a part of a document is as it is rendered now. With CPNR_UPDATE_EXAMPLE=1 it writes the part first.
 * @param part matches the part, with the hidden lines around it
 */
export function expectRenderedPart(file: string, part: RegExp, rendered: string): void {
  if (process.env.CPNR_UPDATE_EXAMPLE) {
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(part, () => rendered),
    );
  }
  expect(part.exec(readFileSync(file, "utf8"))?.[0]).toBe(rendered);
}
