/** Error of a response with a status other than 2xx. */
export class ErrorResponse extends Error {
  constructor(
    message: string,
    /** HTTP status, such as 403. */
    readonly status: number,
    /** Time in ms that the service asks to wait before the next request. @default the service asks for none */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** Whether a service responded that it does not have the resource. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ErrorResponse && error.status === 404;
}

/** Error of status 409: the resource is in a state that does not allow the request now. */
export class Conflict extends ErrorResponse {}

/** Error of a service that did not respond before the timeout. */
export class CloudTimeout extends Error {}

/**
 * What failed: the network before a response, the certificate or the TLS handshake, the proxy, or the response itself (too
 * large, not HTTP, a wrong redirect).
 */
export type FailureKind = "network" | "tls" | "proxy" | "response";

/** Error of a service that gave no usable HTTP response. */
export class CloudUnreachable extends Error {
  constructor(
    message: string,
    readonly kind: FailureKind,
    /** Code of Node or undici, such as `ECONNREFUSED`. */
    readonly code: string,
  ) {
    super(message);
  }
}

/** Error of a setting of this machine, such as a file in clouds.yaml that can't be read. No request was sent. */
export class SettingError extends Error {}
