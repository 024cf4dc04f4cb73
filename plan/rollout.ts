/** The order in which the VNFs of a stack are made and replaced. */
export interface Rollout {
  /** Whether one VNF is made, or replaced, and verified before the others. */
  readonly canary: boolean;
  /** Number of VNFs that may be replaced at the same time. */
  readonly maxUnavailable: number;
}

/**
 * Lists for each VNF the VNFs whose verification it waits for. All of them are before it in the list, so no two wait for each
 * other.
 *
 * A new VNF serves nobody, so it waits for the canary only. An existing VNF serves: it waits for every new VNF before it, and
 * for the existing ones before it, except for the last ones that may be unavailable at the same time.
 * @param names the VNFs in their order @param newNames those that have no server yet
 */
export function predecessorsOf(
  names: readonly string[],
  newNames: readonly string[],
  { canary, maxUnavailable }: Rollout,
): Map<string, readonly string[]> {
  return new Map(
    names.map((name, index) => {
      const before = names.slice(0, index);
      const made = before.filter((other) => newNames.includes(other));
      if (newNames.includes(name)) {
        return [name, canary ? made.slice(0, 1) : []];
      }
      const replaced = before.filter((other) => !newNames.includes(other));
      const done = replaced.slice(0, Math.max(0, replaced.length - maxUnavailable + 1));
      return [name, [...made, ...(canary && done.length === 0 ? replaced.slice(0, 1) : done)]];
    }),
  );
}

const LIST = new Intl.ListFormat("en-GB");

/**
 * Describes the order in one sentence. Undefined for a single VNF.
 * @param predecessors as `predecessorsOf` lists them
 */
export function describeOrder(predecessors: ReadonlyMap<string, readonly string[]>): string | undefined {
  const steps: string[][] = [];
  const stepOf = new Map<string, number>();
  for (const [name, before] of predecessors) {
    const step = 1 + Math.max(-1, ...before.map((other) => stepOf.get(other) as number));
    stepOf.set(name, step);
    steps[step] = [...(steps[step] ?? []), name];
  }
  if (predecessors.size < 2) {
    return undefined;
  }
  const described = steps.map((names) => LIST.format(names)).join(", then ");
  return steps.length === 1
    ? `The VNFs are made or changed at the same time: ${described}.`
    : `Order of the VNFs, each step after the verification of the steps before it: ${described}.`;
}
