/** One procedure to measure. */
export interface Procedure {
  readonly name: string;
  /** Makes what `run` needs. Its time is not measured. @default nothing */
  readonly prepare?: () => Promise<unknown>;
  readonly run: () => Promise<unknown>;
  /** Removes what `run` created. Its time is not measured. @default nothing to remove */
  readonly undo?: () => Promise<unknown>;
}

/** Two procedures with the same goal: one with this project and one without it. */
export interface Comparison {
  /** The goal of both procedures. */
  readonly goal: string;
  readonly ours: Procedure;
  readonly peer: Procedure;
  /** Preparation before and cleanup after all rounds. Their time is not measured. @default none */
  readonly before?: () => Promise<unknown>;
  readonly after?: () => Promise<unknown>;
}

/**
 * Runs both procedures in each round, and changes their order from round to round.
 * @returns for each round the time of this project divided by the time of the other. A ratio is more stable than a time
 * @throws the error of a procedure, or the reason of `signal` after the running procedure has ended. The cleanup is done first
 */
export async function measureRatios(
  { ours, peer, before, after }: Comparison,
  rounds: number,
  signal: AbortSignal,
): Promise<number[]> {
  const ratios: number[] = [];
  try {
    await before?.();
    for (let round = 0; round < rounds; round += 1) {
      const times = new Map<Procedure, number>();
      for (const procedure of round % 2 === 0 ? [ours, peer] : [peer, ours]) {
        times.set(procedure, await measureMs(procedure, signal));
      }
      ratios.push((times.get(ours) as number) / (times.get(peer) as number));
    }
    return ratios;
  } finally {
    await after?.();
  }
}

/** Runs a procedure and returns its time in ms. */
async function measureMs({ prepare, run, undo }: Procedure, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  try {
    await prepare?.();
    signal.throwIfAborted();
    const startedAt = performance.now();
    await run();
    return performance.now() - startedAt;
  } finally {
    await undo?.();
  }
}
