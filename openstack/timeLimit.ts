/**
 * Runs `task` with a time limit. The listeners on `signals` are removed at the end: AbortSignal.any would keep memory of each
 * request as long as a signal lives.
 * @param signals each of them ends the task too
 * @param task gets a signal that it must obey
 * @throws a `TimeoutError` after the limit, or the reason of the signal that was aborted
 */
export async function runWithin<T>(
  limitMs: number,
  signals: readonly (AbortSignal | undefined)[],
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const given = signals.filter((each) => each !== undefined);
  const abort = () => controller.abort(given.find(({ aborted }) => aborted)?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException(`no end within ${limitMs} ms`, "TimeoutError")),
    limitMs,
  );
  for (const each of given) {
    each.addEventListener("abort", abort);
  }
  try {
    for (const each of given) {
      each.throwIfAborted();
    }
    return await abortable(task(signal), signal);
  } finally {
    clearTimeout(timer);
    for (const each of given) {
      each.removeEventListener("abort", abort);
    }
  }
}

/** Waits for a promise, but only until the signal is aborted. @throws the reason of the signal */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    if (signal.aborted) {
      promise.catch(() => undefined);
    }
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", stop as () => void);
  }
}
