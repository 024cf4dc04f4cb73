import { createServer, request, type Server } from "node:http";

/** Where the lab's APIs listen, and where the counter listens on the same ports. */
const [REAL, COUNTED] = ["127.0.0.1", "127.0.0.2"];

/** A stand-in for the APIs of the lab that passes each request on, and counts it. */
export class ApiCounter {
  readonly #servers: Server[] = [];
  #count = 0;

  /** @param ports of the APIs. The address is 127.0.0.2 */
  static async start(ports: readonly number[]): Promise<ApiCounter> {
    const counter = new ApiCounter();
    await Promise.all(ports.map((port) => counter.#listen(port)));
    return counter;
  }

  /** Runs `act`. Returns the number of requests in the meantime. */
  async countDuring(act: () => Promise<unknown>): Promise<number> {
    const before = this.#count;
    await act();
    return this.#count - before;
  }

  stop(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  async #listen(port: number): Promise<void> {
    const server = createServer((incoming, response) => {
      this.#count += 1;
      const { method, url, headers } = incoming;
      const outgoing = request({ host: REAL, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      });
      // Whoever asked sees a broken connection, as without the counter.
      outgoing.on("error", () => response.destroy());
      response.on("close", () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, COUNTED, resolve);
    });
    this.#servers.push(server);
  }
}

/** The address of an endpoint at the counter. */
export function countedUrl(url: string): string {
  return url.replace(`//${REAL}:`, `//${COUNTED}:`);
}
