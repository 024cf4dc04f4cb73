/** When a wait ends although there is no result. */
export interface WaitLimits {
  /** Maximum time in ms. @default no limit */
  readonly timeoutMs?: number | undefined;
  /** The error after the timeout. */
  readonly timeoutError?: (() => Error) | undefined;
  /** Ends the wait at once, with the signal's reason. @default only a result or the timeout ends it */
  readonly signal?: AbortSignal | undefined;
}

/** The limits of one step of many. */
export interface StepLimits {
  /** Maximum time in ms. */
  readonly timeoutMs: number;
  /** As in {@link WaitLimits}. */
  readonly signal: AbortSignal | undefined;
}

/** Ends a wait, with a result or an error. Later calls have no effect. */
export interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Waits for a result, at most until the limits.
 * @param begin begins the work; an error that it throws ends the wait. Returns a function that is called at the end of the wait
 */
export function waitWithin<T>(
  { timeoutMs, timeoutError, signal }: WaitLimits,
  begin: (settle: Settle<T>) => (() => void) | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let isSettled = false;
    let cleanUp: (() => void) | undefined;
    const settle = (end: () => void) => {
      if (isSettled) {
        return;
      }
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      cleanUp?.();
      end();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const onAbort = () => fail(signal?.reason);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(
            () => fail(timeoutError?.() ?? new Error(`no result within ${timeoutMs / 1000} s`)),
            timeoutMs,
          );
    signal?.addEventListener("abort", onAbort);
    try {
      cleanUp = begin({ resolve: (value) => settle(() => resolve(value)), reject: fail });
    } catch (error) {
      fail(error);
    }
    if (isSettled) {
      cleanUp?.();
    }
  });
}

/** Waits for a promise, but not longer than until the signal is aborted. What the promise waits for goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return waitWithin({ signal }, ({ resolve, reject }) => {
    promise.then(resolve, reject);
    return undefined;
  });
}

/** Waits for a time in ms. @throws the signal's reason if the signal is aborted */
export function pauseFor(timeMs: number, signal: AbortSignal | undefined): Promise<void> {
  return waitWithin({ signal }, ({ resolve }) => {
    const timer = setTimeout(resolve, timeMs);
    return () => clearTimeout(timer);
  });
}
