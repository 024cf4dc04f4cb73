import { distance } from "fastest-levenshtein";

/**
 * The known name that is nearest to a misspelt name. Case, hyphens and underscores are ignored. Undefined if more than two
 * characters and more than a third of the known name differ.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, far: distance(normalize(candidate), normalize(name)) }))
    .filter(({ candidate, far }) => far <= Math.max(2, Math.ceil(candidate.length / 3)))
    .sort((one, other) => one.far - other.far);
  return nearest?.candidate;
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, "");
}

/** The end of a sentence about an unknown name: `; did you mean "<nearest name>"?`, or a full stop. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "." : `; did you mean "${nearest}"?`;
}
