import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Credentials } from "../../openstack/credentials";

/** What a service answers to a path: a body, an HTTP status, or nothing, ever. */
export type Reply = object | number | "nothing";

/** Keystone and four services on one loopback port. */
export class FakeCloud {
  /** Paths that were asked for, with their service, in their order. */
  readonly asked: string[] = [];
  /** What was changed: the method, the path with its service, and the body. */
  readonly changed: [method: string, path: string, body: unknown][] = [];
  /** Most requests that were open at one time. */
  mostAtOnce = 0;
  readonly #server: Server;
  #open = 0;

  /**
   * @param reply answers a path such as `network /extensions?fields=alias`
   * @param delay time in ms that every answer takes
   */
  constructor(
    private readonly reply: (path: string) => Reply,
    private readonly delay = 0,
  ) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#open);
    response.on("close", () => {
      this.#open -= 1;
    });
    const [, service, path] = (request.url as string).match(
      /^\/(\w+)(?:\/v2\.0)?(\/.*)$/,
    ) as RegExpMatchArray;
    const question = `${service} ${path}`;
    this.asked.push(question);
    if (request.method !== "GET" && service !== "identity") {
      this.changed.push([request.method as string, question, await json(request)]);
    }
    await new Promise((resolve) => setTimeout(resolve, this.delay));
    const reply =
      service === "identity" && this.reply(question) !== "nothing" ? this.#token() : this.reply(question);
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
