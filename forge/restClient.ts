import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { CloudUnreachable, ErrorResponse, SettingError } from "../openstack/errors";
import {
  displayUrl,
  type HttpRequest,
  type HttpResponse,
  ProxyStatusError,
  sendRequest,
} from "../openstack/http";
import { errorTextOf } from "../openstack/responseText";
import { retry } from "../openstack/retry";
import { runWithin } from "../openstack/timeLimit";

/** How to reach the API of a forge. */
export interface RestApi {
  /** Address of the API, such as `https://api.github.com`. */
  readonly url: string;
  /** Name of the variable that has the address, for messages. */
  readonly variable: string;
  readonly token: string;
  /** The header that contains the token. */
  readonly tokenHeader: Readonly<Record<string, string>>;
  /** What to do about a status, such as 403. @default the text of the server is enough */
  readonly advice: Readonly<Record<number, string>>;
  /** Time limit of a request in ms, with its repetitions. @default 30 000 */
  readonly timeoutMs?: number;
  /** Pause in ms before a request is repeated. @default 500 */
  readonly retryDelayMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRY_DELAY_MS = 500;

/** Statuses of a server that is overloaded or restarts. */
const TRANSIENT_STATUSES = [500, 502, 504];

/** A client for the REST API of a forge. It fills in paths and reads all pages of a list. */
export type RestClient = InstanceType<typeof PagingOctokit>;

const PagingOctokit = Octokit.plugin(paginateRest);

/**
 * Opens a client for the API of GitHub, or of another forge with JSON and pages in the header Link. Its requests go through the
 * proxy of the environment and trust the system's certificates, as those to the cloud (openstack/http.ts). A request that fails
 * for a short time is sent again. An error is one sentence, without the token.
 */
export function openRestClient(api: RestApi): RestClient {
  if (!URL.canParse(api.url)) {
    throw new SettingError(`${api.variable} is not the address of an API: set it to https://<host>/<path>.`);
  }
  const baseUrl = api.url.replace(/\/+$/, "");
  return new PagingOctokit({
    baseUrl,
    request: { fetch: (url: string, options: FetchOptions) => fetchWithin(api, url, options) },
  });
}

/** The options that Octokit passes to `fetch`. */
interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function fetchWithin(api: RestApi, url: string, options: FetchOptions): Promise<Response> {
  if (new URL(url).origin !== new URL(api.url).origin) {
    throw new Error(`${displayUrl(url)} is not on the server of ${api.variable}: it does not get the token.`);
  }
  const { timeoutMs = DEFAULT_TIMEOUT_MS, retryDelayMs = DEFAULT_RETRY_DELAY_MS } = api;
  const deadlineMs = performance.now() + timeoutMs;
  const response = await runWithin(timeoutMs, [], (signal) =>
    retry(() => exchange(api, url, { ...options, signal }), {
      // A new comment that was created although the response says no would be there twice.
      isIdempotent: options.method !== "POST",
      transientStatuses: TRANSIENT_STATUSES,
      isKnownToRespond: true,
      firstDelayMs: retryDelayMs,
      deadlineMs,
      signal,
    }),
  ).catch((error: Error) => {
    throw error.name === "TimeoutError"
      ? new Error(`${displayUrl(url)} did not respond within ${timeoutMs / 1000} s.`)
      : error;
  });
  const { status, text } = response;
  return new Response(status === 204 ? null : text, { status, headers: headersOf(response) });
}

async function exchange(
  api: RestApi,
  url: string,
  { method, headers, body, signal }: FetchOptions & { signal: AbortSignal },
): Promise<HttpResponse> {
  const response = await sendRequest(url, {
    method: method as NonNullable<HttpRequest["method"]>,
    headers: { ...headers, ...api.tokenHeader },
    ...(body === undefined ? {} : { body }),
    trust: { verify: true },
    signal,
  }).catch((error: Error) => {
    throw error.name === "TimeoutError" || error instanceof SettingError
      ? error
      : unreachable(api, url, error);
  });
  if (response.status >= 300) {
    throw refusal(api, method, url, response);
  }
  return response;
}

function unreachable({ variable }: RestApi, url: string, error: Error & { readonly code?: string }): Error {
  const reason = error instanceof ProxyStatusError ? error.message : (error.code ?? error.message);
  return new CloudUnreachable(
    `${displayUrl(url)} can't be reached (${reason}): check ${variable}, HTTPS_PROXY, and the certificates of this machine (SSL_CERT_FILE).`,
    "network",
    error.code ?? error.name,
  );
}

function refusal({ token, advice }: RestApi, method: string, url: string, response: HttpResponse): Error {
  const { status, text, headers } = response;
  const seconds = Number(headers["retry-after"]);
  // GitHub also says with 403 that there are too many requests.
  const isLimited = status === 403 && headers["retry-after"] !== undefined;
  const reason = errorTextOf(text, [token]) || "the response has no text";
  const next = advice[status] === undefined || isLimited ? "" : ` Next: ${advice[status]}.`;
  return new ErrorResponse(
    `${method} ${displayUrl(url)} responded with status ${status}: ${reason.replace(/\.$/, "")}.${next}`,
    isLimited ? 429 : status,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
  );
}

function headersOf({ headers }: HttpResponse): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
}

/** The status of a request that the server refused; undefined if there was no response. */
export function statusOf(error: unknown): number | undefined {
  const { cause } = error as { cause?: unknown };
  return cause instanceof ErrorResponse ? cause.status : undefined;
}
