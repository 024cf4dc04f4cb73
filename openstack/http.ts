import * as http from "node:http";
import * as https from "node:https";

/** A question to an HTTP server. */
export interface Question {
  /** @default "GET" */
  readonly method?: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string;
  readonly connections: Connections;
  /** Ends the wait for the answer. */
  readonly signal: AbortSignal;
}

/** What it answered, whatever the status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** What keeps the connections to servers, and knows which certificates to trust. */
export type Connections = Readonly<Record<"http:" | "https:", http.Agent>>;

/** Connections of which those with TLS trust what `tls` says. */
export function connections(tls: Pick<https.AgentOptions, "ca" | "rejectUnauthorized">): Connections {
  return {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true, ...tls }),
  };
}

/**
 * Asks an HTTP server, and reads its answer to the end.
 * @throws with a `code` such as `ECONNREFUSED` if there is none, and the reason of `signal` if that ended it
 */
export function ask(address: string, question: Question): Promise<HttpResponse> {
  const { method = "GET", headers, body, signal } = question;
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(signal.aborted ? signal.reason : error);
    const url = new URL(address);
    const secure = url.protocol === "https:";
    const agent = question.connections[secure ? "https:" : "http:"];
    const request = (secure ? https : http).request(url, { method, headers, agent, signal }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", failed);
      response.on("end", () =>
        resolve({
          status: response.statusCode as number,
          headers: response.headers,
          text: Buffer.concat(pieces).toString("utf8"),
        }),
      );
    });
    request.on("error", failed);
    request.end(body);
  });
}
