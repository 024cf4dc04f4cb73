import { explainConnectionError } from "./connectionError";
import { CloudUnreachable, Conflict, ErrorResponse, SettingError } from "./errors";
import { displayUrl, type HttpRequest, type HttpResponse, sendRequest } from "./http";
import { meaningOf } from "./meaning";
import { errorTextOf } from "./responseText";

/** A request to an OpenStack service. */
export interface ServiceRequest extends Omit<HttpRequest, "body"> {
  readonly url: string;
  /** `keystone`, or the type of the service in the catalog. For messages. */
  readonly service: string;
  /** Is sent as JSON. @default no body */
  readonly body?: object;
  /** Texts that must not be in a message. */
  readonly secrets: readonly string[];
}

/** A response with status 2xx. */
export interface ServiceResponse<T = unknown> {
  readonly headers: HttpResponse["headers"];
  /** The parsed JSON. undefined if a change has an empty response. */
  readonly body: T;
  /** Time of the cloud's clock, from the header Date. undefined if the service does not send it. */
  readonly date: Date | undefined;
}

/**
 * Sends one request to a service and parses its response.
 * @throws {ErrorResponse} if the status is not 2xx; {@link CloudUnreachable} if there is no usable response; the reason of
 * `signal` if it is aborted
 */
export async function exchange(request: ServiceRequest): Promise<ServiceResponse> {
  const { url, service, body, secrets, method = "GET", signal } = request;
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const contentType = body === undefined ? {} : { "Content-Type": "application/json" };
  const headers = { Accept: "application/json", ...contentType, ...request.headers };
  const response = await sendRequest(url, { method, headers, trust: request.trust, signal, ...json }).catch(
    (error: Error) => {
      if (signal.aborted) {
        throw signal.reason;
      }
      throw error instanceof SettingError ? error : explainConnectionError(url, service, error);
    },
  );
  const date = dateOf(response);
  const address = displayUrl(url);
  if (response.status < 200 || response.status > 299) {
    throw errorOf(response, address, date, secrets);
  }
  const isEmptyChange = method !== "GET" && response.text === "";
  try {
    return {
      headers: response.headers,
      body: isEmptyChange ? undefined : JSON.parse(response.text),
      date,
    };
  } catch {
    throw new CloudUnreachable(
      `The response of ${address} is not JSON: check that this is the address of an OpenStack service.`,
      "response",
      "NOT_JSON",
    );
  }
}

function errorOf(
  { status, headers, text, url }: HttpResponse,
  address: string,
  date: Date | undefined,
  secrets: readonly string[],
): ErrorResponse {
  const redirected = displayUrl(url) === address ? "" : ` (redirected to ${url.origin}${url.pathname})`;
  const errorText = errorTextOf(text, secrets);
  const meaning = meaningOf(`HTTP ${status}`) ?? (errorText || "the response has no text");
  const ErrorType = status === 409 ? Conflict : ErrorResponse;
  return new ErrorType(
    `${address}${redirected} responded with status ${status}: ${meaning}`,
    status,
    readRetryAfter(headers["retry-after"], date),
  );
}

/** Reads a Retry-After: a number of seconds, or a date of the cloud's clock. */
function readRetryAfter(value: unknown, date: Date | undefined): number | undefined {
  if (typeof value !== "string") {
    return undefined;
  }
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - (date?.getTime() ?? Date.now());
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function dateOf({ headers }: HttpResponse): Date | undefined {
  const date = new Date(typeof headers.date === "string" ? headers.date : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
