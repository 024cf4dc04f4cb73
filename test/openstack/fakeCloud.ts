import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Credentials } from "../../openstack/credentials";

/** Response of a service to a request: a body, an HTTP status, or no response at all. */
export type Reply = object | number | "nothing";

/** A fake cloud: Keystone and four services on one loopback port. */
export class FakeCloud {
  /** Service and path of all requests, in order. */
  readonly requests: string[] = [];
  /** Requests that change the cloud: method, service with path, and body. */
  readonly changes: [method: string, path: string, body: unknown][] = [];
  /** Maximum number of parallel requests. */
  maxParallel = 0;
  readonly #server: Server;
  #open = 0;

  /**
   * @param reply returns the response to a request such as `network /extensions?fields=alias`
   * @param delayMs delay of every response
   */
  constructor(
    private readonly reply: (path: string) => Reply,
    private readonly delayMs = 0,
  ) {
    this.#server = createServer((request, response) => void this.#respond(request, response));
  }

  async start(): Promise<Credentials> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const auth = { identity: { methods: ["token"], token: { id: "x" } } };
    return { authUrl: `${this.#url}/identity/v3`, interface: "public", verify: true, auth };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1;
    this.maxParallel = Math.max(this.maxParallel, this.#open);
    response.on("close", () => {
      this.#open -= 1;
    });
    const [, service, path] = (request.url as string).match(
      /^\/(\w+)(?:\/v2\.0)?(\/.*)$/,
    ) as RegExpMatchArray;
    const requested = `${service} ${path}`;
    this.requests.push(requested);
    if (request.method !== "GET" && service !== "identity") {
      this.changes.push([request.method as string, requested, await json(request)]);
    }
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const reply =
      service === "identity" && this.reply(requested) !== "nothing" ? this.#token() : this.reply(requested);
    if (reply !== "nothing") {
      response.writeHead(typeof reply === "number" ? reply : 200, { "X-Subject-Token": "token" });
      response.end(
        reply === 202 ? "" : JSON.stringify(typeof reply === "number" ? { message: "no" } : reply),
      );
    }
  }

  #token(): object {
    const catalog = ["compute", "network", "image", "placement"].map((type) => ({
      type,
      endpoints: [{ interface: "public", region: "RegionOne", url: `${this.#url}/${type}` }],
    }));
    return { token: { catalog, project: { id: "the-project" }, roles: [{ name: "member" }] } };
  }
}
