import { CloudUnreachable, ErrorResponse } from "../openstack/errors";

/**
 * The result of a recovery. `accepted`: it was done, or it began and then failed. `refused`: it was not done, so it is no attempt,
 * and heal tries again later. `unclear`: there was no response, so it may have been done.
 */
export type ActionResult =
  | { readonly is: "accepted" /** Why it failed. @default it did not fail */; readonly failure?: string }
  | { readonly is: "refused" | "unclear"; readonly reason: string };

/** Statuses of a proxy that got no response from Nova, and of Nova's own faults: the request may have been accepted. */
const UNCLEAR_STATUSES = [500, 502, 504];

/** Codes of a connection that was not made, so that no request was sent. */
const UNSENT_CODES = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** The result of a reboot that failed with an error of the cloud. */
export function resultOfError(error: Error): ActionResult {
  const isRefused =
    error instanceof ErrorResponse
      ? !UNCLEAR_STATUSES.includes(error.status)
      : error instanceof CloudUnreachable && (error.kind === "tls" || UNSENT_CODES.includes(error.code));
  return { is: isRefused ? "refused" : "unclear", reason: error.message };
}
