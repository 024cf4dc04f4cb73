import { setTimeout as pause } from "node:timers/promises";
import { CloudUnreachable, ErrorResponse } from "./errors";

/** Maximum number of requests for one call. */
const MAX_ATTEMPTS = 5;

/** Maximum time in ms that is waited because a service asks for it (Retry-After). */
const MAX_RETRY_AFTER_MS = 10_000;

export interface RetryOptions {
  /** Whether a repeated request has the same effect as one: GET, PUT and DELETE, but not POST. */
  readonly isIdempotent: boolean;
  /** Statuses after which an idempotent request is repeated, besides 429 and 503. @default 502 and 504 */
  readonly transientStatuses?: readonly number[];
  /** Whether a refused connection is tried again. It is not at first, when the address is likely wrong. */
  readonly isKnownToRespond: boolean;
  /** Pause in ms before the second request. It doubles with each further request. */
  readonly firstDelayMs: number;
  /** Time of `performance.now()` after which no further request is sent. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/**
 * Repeats a request that failed for a short time: the service is overloaded or restarts. A request that is not idempotent is
 * repeated only if the service did not accept it.
 * @throws the last error, at once if a further request can't start before the deadline
 */
export async function retry<T>(send: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const delayMs = delayBefore(attempt, error, options);
      if (
        attempt === MAX_ATTEMPTS ||
        !isTransient(error, options) ||
        performance.now() + delayMs > options.deadlineMs
      ) {
        throw error;
      }
      await pause(delayMs, undefined, { signal: options.signal });
    }
  }
}

/** Returns the pause in ms: exponential, with a random part so that many clients do not come back at the same time. */
function delayBefore(attempt: number, error: unknown, { firstDelayMs }: RetryOptions): number {
  const backoffMs = firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  const requestedMs = error instanceof ErrorResponse ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(backoffMs, Math.min(requestedMs, MAX_RETRY_AFTER_MS));
}

function isTransient(error: unknown, options: RetryOptions): boolean {
  const { isIdempotent, isKnownToRespond, transientStatuses = [502, 504] } = options;
  if (error instanceof ErrorResponse) {
    return [429, 503, ...(isIdempotent ? transientStatuses : [])].includes(error.status);
  }
  if (!(error instanceof CloudUnreachable) || error.kind !== "network") {
    return false;
  }
  return ["ECONNREFUSED", "EAI_AGAIN"].includes(error.code)
    ? isKnownToRespond
    : isIdempotent && ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(error.code);
}
