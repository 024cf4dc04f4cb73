import { closest, distance } from "fastest-levenshtein";

/** The end of a sentence about an unknown name: asks for the known one that was probably meant, or is a full stop. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = known.length === 0 ? undefined : closest(name, [...known]);
  return near !== undefined && distance(name, near) <= Math.max(2, name.length / 3)
    ? `; did you mean "${near}"?`
    : ".";
}
