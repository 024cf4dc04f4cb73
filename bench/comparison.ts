/** A way to an end. */
export interface Way {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** Takes back what `run` made; it is not timed. @default nothing is left */
  readonly undo?: () => Promise<unknown>;
}

/** Two ways to the same end: the project's, and one without it. */
export interface Comparison {
  /** What one is about who goes either way. */
  readonly end: string;
  readonly ours: Way;
  readonly peer: Way;
  /** Makes the place ready for both, and as it was; neither is timed. @default both find it so */
  readonly before?: () => Promise<unknown>;
  readonly after?: () => Promise<unknown>;
}

/**
 * Goes both ways, `rounds` times, each time the other one first.
 * @returns of each round the time of ours as a share of the peer's: machines differ, and so do their hours
 * @throws if a way does not arrive, with all taken back; or the signal's reason, once the way that is under way has ended
 */
export async function measured(
  { ours, peer, before, after }: Comparison,
  rounds: number,
  signal: AbortSignal,
): Promise<number[]> {
  const ratios: number[] = [];
  try {
    await before?.();
    for (let round = 0; round < rounds; round += 1) {
      const times = new Map<Way, number>();
      for (const way of round % 2 === 0 ? [ours, peer] : [peer, ours]) {
        times.set(way, await timed(way, signal));
      }
      ratios.push((times.get(ours) as number) / (times.get(peer) as number));
    }
    return ratios;
  } finally {
    await after?.();
  }
}

/** The time that a way takes, in ms. */
async function timed({ run, undo }: Way, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  try {
    const begun = performance.now();
    await run();
    return performance.now() - begun;
  } finally {
    await undo?.();
  }
}
