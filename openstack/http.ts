import * as http from "node:http";
import * as https from "node:https";

/** A request to an HTTP server. */
export interface HttpRequest {
  /** @default "GET" */
  readonly method?: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string;
  readonly connections: Connections;
  /** Aborts the request, for example after a timeout. */
  readonly signal: AbortSignal;
}

/** The response of an HTTP server, with any status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** HTTP agents that keep connections open and know which certificates to trust. */
export type Connections = Readonly<Record<"http:" | "https:", http.Agent>>;

/** Creates the connections. @param tls which certificates to trust */
export function createConnections(tls: Pick<https.AgentOptions, "ca" | "rejectUnauthorized">): Connections {
  return {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true, ...tls }),
  };
}

/**
 * Sends an HTTP request and reads the whole response.
 * @throws an error with a `code` such as `ECONNREFUSED` if there is no response; the reason of `signal` if it aborted the
 * request
 */
export function sendRequest(address: string, httpRequest: HttpRequest): Promise<HttpResponse> {
  const { method = "GET", headers, body, signal } = httpRequest;
  return new Promise((resolve, reject) => {
    const rejectWith = (error: Error) => reject(signal.aborted ? signal.reason : error);
    const url = new URL(address);
    const isTls = url.protocol === "https:";
    const agent = httpRequest.connections[isTls ? "https:" : "http:"];
    const request = (isTls ? https : http).request(url, { method, headers, agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", rejectWith);
      response.on("end", () =>
        resolve({
          status: response.statusCode as number,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    request.on("error", rejectWith);
    request.end(body);
  });
}
