/** Lets callers with the same key continue one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<() => Promise<unknown>>>();

  /**
   * Resolves when the turn of the caller begins: at once for the first caller, otherwise after the `waitForEnd` of the previous
   * caller has succeeded or failed.
   * @param waitForEnd resolves at the end of this caller's turn; called only if another caller waits
   */
  async take(key: string, waitForEnd: () => Promise<unknown>): Promise<void> {
    const before = this.#last.get(key);
    const turn = (async () => {
      await (await before)?.().catch(() => undefined);
      return waitForEnd;
    })();
    this.#last.set(key, turn);
    await turn;
  }
}
