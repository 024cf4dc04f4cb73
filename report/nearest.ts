import { distance } from "fastest-levenshtein";

/**
 * The known name that `name` is probably misspelt for, whatever its case, hyphens and underscores: at most a third of it
 * differs, or two characters. Undefined if none is near.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, far: distance(plain(candidate), plain(name)) }))
    .filter(({ candidate, far }) => far <= Math.max(2, Math.ceil(candidate.length / 3)))
    .sort((one, other) => one.far - other.far);
  return nearest?.candidate;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, "");
}

/** The end of a sentence about an unknown name: asks for the nearest known one, or is a full stop. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "." : `; did you mean "${nearest}"?`;
}
