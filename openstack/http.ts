import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent, request } from "undici";
import { proxyFor } from "./proxy";
import { createTlsContext, type Trust } from "./trust";

/** A request to an HTTP server. */
export interface HttpRequest {
  /** @default "GET" */
  readonly method?: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly trust: Trust;
  /** Ends the request, also while it reads the body. */
  readonly signal: AbortSignal;
}

/** The response of an HTTP server, with any status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Address that responded: the last one if the server redirected the request. */
  readonly url: URL;
}

/** Time limit in ms for a connection: TCP, TLS, and the response of a proxy to CONNECT. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Maximum size of a response in bytes. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Headers with the token of OpenStack, GitHub or GitLab. */
const TOKEN_HEADERS = ["x-auth-token", "authorization", "private-token"];

/** Maximum number of redirects of one request. */
const MAX_REDIRECTS = 5;

/** Maximum number of parallel connections to one server. Further requests wait. */
const MAX_CONNECTIONS = 32;

/** Error of a response that is a redirect to nowhere, a loop, or a redirect of a change. */
export class RedirectError extends Error {}

/** Error of a proxy that did not connect to the server. */
export class ProxyStatusError extends Error {
  constructor(readonly status: number) {
    super(`the proxy responded with status ${status}`);
  }
}

/** The pools of this process, by TLS settings and proxy. All clouds share them, so that each connection is used again. */
const pools = new Map<string, Dispatcher>();

/** Closes all connections of this process. Open requests fail. A later request opens new ones. */
export async function closeConnections(): Promise<void> {
  const all = [...pools.values()];
  pools.clear();
  await Promise.all(all.map((pool) => pool.destroy()));
}

/**
 * Sends an HTTP request and reads the whole response, through the proxy of the environment. It follows redirects of a GET
 * request. The token is not sent to another origin.
 * @throws an error with a `code` such as `ECONNREFUSED` if there is no response; {@link RedirectError};
 * {@link ProxyStatusError}; the reason of `signal` if it is aborted
 */
export async function sendRequest(address: string, httpRequest: HttpRequest): Promise<HttpResponse> {
  const { method = "GET", signal } = httpRequest;
  let url = new URL(address);
  let { headers } = httpRequest;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    signal.throwIfAborted();
    const response = await exchange(url, { ...httpRequest, method, headers });
    const location = response.headers.location;
    if (![301, 302, 303, 307, 308].includes(response.status) || typeof location !== "string") {
      return response;
    }
    const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (target === undefined || !["http:", "https:"].includes(target.protocol)) {
      throw new RedirectError("redirects to an address that is no URL");
    }
    if (method !== "GET") {
      throw new RedirectError(`redirects a ${method} request to ${target.origin}${target.pathname}`);
    }
    if (target.origin !== url.origin) {
      headers = withoutToken(headers);
    }
    url = target;
  }
  throw new RedirectError(`redirects more than ${MAX_REDIRECTS} times`);
}

/** Formats an address for a message, without the user and password that it can have. */
export function displayUrl(address: string | URL): string {
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}${url.search}`;
}

async function exchange(
  url: URL,
  { method, headers, body, trust, signal }: HttpRequest,
): Promise<HttpResponse> {
  const proxy = proxyFor(url);
  const response = await request(displayUrl(url), {
    dispatcher: poolFor(trust, proxy, url.protocol === "https:"),
    method: method as Dispatcher.HttpMethod,
    headers,
    ...(body === undefined ? {} : { body }),
    signal,
  }).catch((error: Error) => {
    const status = error.message.match(/^Proxy (?:response|Authentication Required) \((\d+)\)/)?.[1];
    throw status === undefined ? error : new ProxyStatusError(Number(status));
  });
  if (proxy !== undefined && response.statusCode === 407) {
    await response.body.dump();
    throw new ProxyStatusError(407);
  }
  return { status: response.statusCode, headers: response.headers, text: await response.body.text(), url };
}

function withoutToken(headers: HttpRequest["headers"]): HttpRequest["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !TOKEN_HEADERS.includes(name.toLowerCase())),
  );
}

function poolFor(trust: Trust, proxy: URL | undefined, isTls: boolean): Dispatcher {
  const { verify, cacert, cert, key } = trust;
  // Plain HTTP needs no certificates, and reading them takes time.
  const name = JSON.stringify([isTls && [verify, cacert, cert, key], proxy?.href]);
  const known = pools.get(name);
  if (known !== undefined) {
    return known;
  }
  const tls = {
    timeout: CONNECT_TIMEOUT_MS,
    // A server with several addresses: Node's default of 250 ms is too short for a distant one.
    autoSelectFamilyAttemptTimeout: 2000,
    ...(isTls || proxy?.protocol === "https:"
      ? { rejectUnauthorized: verify, secureContext: createTlsContext(trust) }
      : {}),
  };
  // The caller's signal limits the time of a response.
  const options = {
    connections: MAX_CONNECTIONS,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
  };
  const pool =
    proxy === undefined
      ? new Agent({ ...options, connect: unreferenced(buildConnector(tls)) })
      : new ProxyAgent({ ...options, ...proxyOptions(proxy), proxyTls: tls, requestTls: tls });
  pools.set(name, pool);
  return pool;
}

function proxyOptions(proxy: URL): ProxyAgent.Options {
  const { protocol, host, username, password } = proxy;
  const user = Buffer.from(`${decode(username)}:${decode(password)}`).toString("base64");
  const isSocks = protocol.startsWith("socks");
  return {
    uri: isSocks ? proxy.href.replace(/^socks5h:/, "socks5:") : `${protocol}//${host}`,
    ...(username === "" || isSocks ? {} : { token: `Basic ${user}` }),
    // Plain HTTP is sent to the proxy itself, as Go does.
    proxyTunnel: false,
    clientFactory: (origin, options) =>
      createPool(origin, { ...options, headersTimeout: CONNECT_TIMEOUT_MS }),
    factory: createPool,
  };
}

function createPool(origin: string | URL, options: object): Pool {
  const { connect } = options as { connect: buildConnector.connector };
  return new Pool(origin, { ...options, connect: unreferenced(connect) });
}

/**
 * Wraps a connector so that its sockets do not keep the process running: after Ctrl-C or a timeout, a connection attempt can
 * last for another {@link CONNECT_TIMEOUT_MS}. While a request is wanted, the timer of its time limit keeps the process running.
 */
function unreferenced(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    // The types hide the socket that undici's own connectors return.
    const socket = connect(options, callback) as unknown as { unref?(): void } | undefined;
    socket?.unref?.();
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
