import { CloudTimeout, ErrorResponse, isNotFound } from "./errors";

/** A value, or the reason why it is unknown, as the part of a sentence after "unknown:". */
export type Known<T> = { readonly known: T } | { readonly unknown: string };

/**
 * Waits for a value of the cloud. If the request fails or times out, the value is unknown.
 * @param timeLimitMs the timeout of the request, for the reason
 */
export async function resolveKnown<T>(value: Promise<T>, timeLimitMs: number): Promise<Known<T>> {
  try {
    return { known: await value };
  } catch (error) {
    return { unknown: describeReason(error as Error, timeLimitMs) };
  }
}

function describeReason(error: Error, timeLimitMs: number): string {
  if (error instanceof CloudTimeout) {
    return `there was no response within ${timeLimitMs / 1000} s`;
  }
  if (error instanceof ErrorResponse && error.status === 403) {
    return "these credentials are not allowed to read it (403)";
  }
  if (isNotFound(error)) {
    return "the cloud does not have this API (404)";
  }
  return error.message.replace(/\.$/, "");
}
