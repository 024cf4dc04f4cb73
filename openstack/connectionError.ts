import { CloudTimeout, CloudUnreachable } from "./errors";
import { CONNECT_TIMEOUT_MS, displayUrl, ProxyStatusError, RedirectError } from "./http";
import { meaningOf } from "./meaning";
import { proxyFor } from "./proxy";

type ErrorWithCode = Error & { readonly code?: string };

/** What Node and undici say about a connection that TCP or the DNS did not give, as the part of a sentence after the address. */
const NETWORK_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection",
  ENOTFOUND: "has a host name that the DNS does not have",
  EAI_AGAIN: "has a host name for which the DNS did not respond",
  ETIMEDOUT: `accepted no connection within ${CONNECT_TIMEOUT_MS / 1000} s`,
  UND_ERR_CONNECT_TIMEOUT: `accepted no connection within ${CONNECT_TIMEOUT_MS / 1000} s`,
  ECONNRESET: "closed the connection before the response was complete",
  EPIPE: "closed the connection before the response was complete",
  UND_ERR_SOCKET: "closed the connection before the response was complete",
  EHOSTUNREACH: "has no route from this machine",
  ENETUNREACH: "has no route from this machine",
  EADDRNOTAVAIL: "has no route from this machine",
};

const TLS_CODE =
  /CERT|^ERR_(SSL|TLS|OSSL)|^EPROTO$|^UNABLE_TO_|SELF_SIGNED|^INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH/;

/**
 * Explains why there is no response: the address, what is wrong, and what to do. It tells the network, the certificate and
 * the proxy apart. The message contains no password of an address.
 * @param service `keystone`, or the type of the service in the catalog
 */
export function explainConnectionError(url: string, service: string, error: ErrorWithCode): Error {
  const address = displayUrl(url);
  const code = codeOf(error);
  const proxy = proxyFor(new URL(url));
  if (error.name === "TimeoutError") {
    const way = proxy === undefined ? "" : ` through the proxy ${displayProxy(proxy)}`;
    return new CloudTimeout(`${address} did not respond before the timeout${way}. ${networkAdvice(service)}`);
  }
  if (error instanceof ProxyStatusError) {
    return new CloudUnreachable(explainProxyStatus(error, proxy as URL, address), "proxy", code);
  }
  if (error instanceof RedirectError) {
    const advice =
      service === "keystone" ? "set auth_url to the new address" : "the catalog must have the new address";
    return new CloudUnreachable(`${address} ${error.message}: ${advice}.`, "response", code);
  }
  if (TLS_CODE.test(code)) {
    return new CloudUnreachable(
      `The TLS connection to ${address} failed (${code}). ${meaningOf(code) ?? meaningOf("ERR_SSL_")}`,
      "tls",
      code,
    );
  }
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") {
    const sentence = `The response of ${address} has more than 64 MiB: check that this is the address of an OpenStack service.`;
    return new CloudUnreachable(sentence, "response", code);
  }
  if (code.startsWith("HPE_")) {
    const sentence = `${address} did not respond with HTTP (${code}): check the port, and whether the address must begin with https.`;
    return new CloudUnreachable(sentence, "response", code);
  }
  const failure = NETWORK_FAILURES[code] ?? "can't be reached";
  return proxy !== undefined && isBeforeTunnel(code)
    ? new CloudUnreachable(
        `The proxy ${displayProxy(proxy)} ${failure} (${code}), so ${address} can't be reached. ${meaningOf("proxyconnect")}`,
        "proxy",
        code,
      )
    : new CloudUnreachable(
        `${address} ${failure} (${code}). ${networkAdvice(service)}${clientCertificateAdvice(url, code)}`,
        "network",
        code,
      );
}

/** With TLS 1.3, a server that asks for a client certificate accepts the connection first and then closes it. */
function clientCertificateAdvice(url: string, code: string): string {
  return url.startsWith("https:") && !isBeforeTunnel(code)
    ? " If the server asks for a client certificate, set cert and key in clouds.yaml or OS_CERT and OS_KEY."
    : "";
}

/** An attempt for several addresses of a host ends with an AggregateError, which can have the codes inside. */
function codeOf(error: ErrorWithCode): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as ErrorWithCode)?.code : undefined;
  return error.code ?? inner ?? error.name;
}

/** Whether the connection failed before there was a way to the server. With a proxy, this way ends at the proxy. */
function isBeforeTunnel(code: string): boolean {
  return !["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code);
}

function networkAdvice(service: string): string {
  return service === "keystone"
    ? (meaningOf("connection refused") as string)
    : `Check that the ${service} service runs, and that region_name in clouds.yaml and OS_ENDPOINT_TYPE select an endpoint that this machine can reach (openstack catalog show ${service}).`;
}

function explainProxyStatus({ status }: ProxyStatusError, proxy: URL, address: string): string {
  return status === 407
    ? `The proxy ${displayProxy(proxy)} did not accept this machine (407), so ${address} can't be reached. ${meaningOf("Proxy Authentication Required")}`
    : `The proxy ${displayProxy(proxy)} refused to connect to ${address} (status ${status}). ${meaningOf("proxyconnect")}`;
}

/** Formats the address of a proxy without its user and password. */
function displayProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
