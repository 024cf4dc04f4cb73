/** Lets callers go on one after the other, those with the same key. */
export class Turns {
  readonly #last = new Map<string, Promise<() => Promise<unknown>>>();

  /**
   * Resolves when it is the caller's turn: after the caller before it has had its turn and its `isOver` has ended, in whatever way.
   * @param isOver begins when the next caller waits
   */
  async take(key: string, isOver: () => Promise<unknown>): Promise<void> {
    const before = this.#last.get(key);
    const turn = (async () => {
      await (await before)?.().catch(() => undefined);
      return isOver;
    })();
    this.#last.set(key, turn);
    await turn;
  }
}
