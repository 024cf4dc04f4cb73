import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { Cloud } from "../../openstack/cloud";
import { closeConnections } from "../../openstack/http";
import { proxyFor } from "../../openstack/proxy";
import {
  CertificateFactory,
  credentialsFor,
  FakeKeystone,
  respondJson,
  withEnv,
  withServer,
} from "./testServer";

describe("The proxy of a request", () => {
  const PROXY = { HTTPS_PROXY: "http://proxy:3128" };

  it.each<[string, string, Record<string, string>, string | undefined]>([
    ["none without a variable", "https://cloud:5000", {}, undefined],
    ["HTTPS_PROXY for https", "https://cloud:5000", PROXY, "http://proxy:3128/"],
    ["none for http if only HTTPS_PROXY is set", "http://cloud:5000", PROXY, undefined],
    ["HTTP_PROXY for http", "http://cloud", { HTTP_PROXY: "http://p" }, "http://p/"],
    ["the variable in lower case", "https://cloud", { https_proxy: "http://p" }, "http://p/"],
    [
      "the upper case first",
      "https://cloud",
      { https_proxy: "http://l", HTTPS_PROXY: "http://u" },
      "http://u/",
    ],
    ["an address without http://", "https://cloud", { HTTPS_PROXY: "proxy:3128" }, "http://proxy:3128/"],
    ["none for localhost", "https://localhost:5000", PROXY, undefined],
    ["none for a loopback address", "https://127.8.9.1:5000", PROXY, undefined],
    ["none for the IPv6 loopback address", "https://[::1]:5000", PROXY, undefined],
    ["none for a CGI program", "http://cloud", { HTTP_PROXY: "http://p", REQUEST_METHOD: "GET" }, undefined],
  ])("is %s", (_, url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["*", "https://cloud.example.org", false],
    ["example.org", "https://cloud.example.org", false],
    ["example.org", "https://example.org", false],
    ["EXAMPLE.org", "https://cloud.example.org", false],
    ["example.org", "https://badexample.org", true],
    [".example.org", "https://example.org", true],
    ["*.example.org", "https://cloud.example.org", false],
    ["other.org, example.org", "https://example.org", false],
    ["cloud:5000", "https://cloud:5000", false],
    ["cloud:5000", "https://cloud:8774", true],
    ["cloud:443", "https://cloud", false],
    ["10.0.0.0/8", "https://10.1.2.3:5000", false],
    ["10.0.0.0/8", "https://11.1.2.3:5000", true],
    ["10.1.2.3", "https://10.1.2.3", false],
    ["10.1.2.3:5000", "https://10.1.2.3:8774", true],
    ["2001:db8::/32", "https://[2001:db8::5]:5000", false],
    ["2001:db8::5", "https://[2001:db8::5]", false],
    ["[2001:db8::5]:5000", "https://[2001:db8::5]:5000", false],
    ["[2001:db8::5]:5000", "https://[2001:db8::5]:8774", true],
    ["10.0.0.0/99,nonsense/8", "https://10.1.2.3", true],
  ])("with NO_PROXY=%s is used for %s: %s", (NO_PROXY, url, isUsed) => {
    expect(proxyFor(new URL(url), { ...PROXY, NO_PROXY }) !== undefined).toBe(isUsed);
  });

  it("causes an error without its password if it is no address", () => {
    expect(() => proxyFor(new URL("https://cloud"), { HTTPS_PROXY: "ftp://me:hunter22@proxy" })).toThrow(
      /^HTTPS_PROXY is not the address of a proxy: set it to http:\/\/<host>:<port> \(https and socks5 also work\), or unset it\.$/,
    );
  });
});

/** A proxy that connects every host to 127.0.0.1, as names of the test are unknown to the DNS. */
class TestProxy {
  readonly requests: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = http.createServer((request, response) => {
    this.requests.push(`${request.method} ${request.url}`);
    const target = new URL(request.url as string);
    const options = {
      port: target.port,
      path: target.pathname,
      method: request.method,
      headers: request.headers,
    };
    request.pipe(
      http.request({ host: "127.0.0.1", ...options }, (upstream) => {
        response.writeHead(upstream.statusCode as number, upstream.headers);
        upstream.pipe(response);
      }),
    );
  });

  /** @param status response to CONNECT. "never" for none */
  constructor(status: number | "never" = 200) {
    this.#server.on("connect", (request: http.IncomingMessage, socket: Socket) => {
      this.#sockets.add(socket);
      const { "proxy-authorization": authorization = "none" } = request.headers;
      this.requests.push(`CONNECT ${request.url} ${authorization}`);
      if (status === "never") {
        return;
      }
      socket.write(`HTTP/1.1 ${status} X\r\n\r\n`);
      if (status !== 200) {
        socket.end();
        return;
      }
      const upstream = connect(Number((request.url as string).split(":")[1]), "127.0.0.1");
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
      socket.pipe(upstream).pipe(socket);
    });
  }

  async run<T>(use: (address: string) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    try {
      return await use(`127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
    } finally {
      await closeConnections();
      for (const socket of this.#sockets) {
        socket.destroy();
      }
      this.#server.closeAllConnections();
      await new Promise((resolve) => this.#server.close(resolve));
    }
  }
}

describe("A cloud behind a proxy", () => {
  const factory = new CertificateFactory();
  const authority = factory.authority("authority");
  const server = factory.signed("server", authority, "DNS:cloud.test");
  afterAll(() => factory.remove());

  /** Connects to a cloud with the name cloud.test, and gets its ports. */
  async function getPorts(
    env: Record<string, string>,
    { isTls = true, timeoutMs = 20_000 } = {},
  ): Promise<unknown> {
    const keystone = new FakeKeystone();
    const scheme = isTls ? "https" : "http";
    return withServer(
      (request, response) =>
        request.url?.startsWith("/identity")
          ? keystone.respond(response, `${scheme}://${request.headers.host}`)
          : respondJson(response, { ports: [] }),
      ({ port }) =>
        withEnv({ HTTPS_PROXY: undefined, HTTP_PROXY: undefined, NO_PROXY: undefined, ...env }, async () => {
          const credentials = credentialsFor(`${scheme}://cloud.test:${port}`, {
            cacert: authority.certFile,
          });
          return (await Cloud.connect(credentials, { timeoutMs })).get("network", "/ports");
        }),
      isTls ? server : undefined,
    );
  }

  it("is reached with CONNECT over https, and the user and password of the proxy are sent to the proxy", async () => {
    const proxy = new TestProxy();
    await proxy.run(async (address) => {
      expect(await getPorts({ HTTPS_PROXY: `http://me:p%40ss@${address}` })).toEqual({ ports: [] });
    });
    const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    expect(proxy.requests[0]).toMatch(new RegExp(`^CONNECT cloud\\.test:\\d+ ${authorization}$`));
  });

  it("is reached with a request to the proxy over http, as Go does", async () => {
    const proxy = new TestProxy();
    await proxy.run(async (address) => {
      expect(await getPorts({ HTTP_PROXY: address }, { isTls: false })).toEqual({ ports: [] });
    });
    expect(proxy.requests.map((request) => request.replace(/:\d+/, ""))).toEqual([
      "POST http://cloud.test/identity/v3/auth/tokens",
      "GET http://cloud.test/network/v2.0/ports",
    ]);
  });

  it.each([
    [
      407,
      /The proxy http:\/\/127\.0\.0\.1:\d+ did not accept this machine \(407\).* The proxy asks for a user/,
    ],
    [
      403,
      /The proxy http:\/\/127\.0\.0\.1:\d+ refused to connect to https:\/\/cloud\.test.* \(status 403\)\. Check HTTPS_PROXY/,
    ],
  ])(
    "is told to be unreachable by the proxy's status %i, without the proxy's password",
    async (status, expected) => {
      await new TestProxy(status).run(async (address) => {
        const error = await getPorts({ HTTPS_PROXY: `http://me:hunter22@${address}` }).catch(
          (e: Error) => e.message,
        );
        expect(error).toMatch(expected);
        expect(error).not.toContain("hunter22");
      });
    },
  );

  it("is told to be unreachable by the proxy if the proxy refuses the connection", async () => {
    await expect(getPorts({ HTTPS_PROXY: "http://me:hunter22@127.0.0.1:9" })).rejects.toThrow(
      /^The proxy http:\/\/127\.0\.0\.1:9 refused the connection \(ECONNREFUSED\), so https:\/\/cloud\.test:\d+\/identity\/v3\/auth\/tokens can't be reached\. Check HTTPS_PROXY/,
    );
  });

  it("ends at its time limit if the proxy never responds", async () => {
    await new TestProxy("never").run(async (address) => {
      const start = performance.now();
      await expect(getPorts({ HTTPS_PROXY: address }, { timeoutMs: 300 })).rejects.toThrow(
        /before the timeout through the proxy http:\/\/127/,
      );
      expect(performance.now() - start).toBeLessThan(3000);
    });
  });
});
