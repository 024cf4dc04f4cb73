import { openRestClient, type RestApi } from "../../forge/restClient";
import { type Handler, respondJson, withEnv, withServer } from "../openstack/testServer";

const TOKEN = "s3cret-t0ken";

const api = (url: string, changes: Partial<RestApi> = {}): RestApi => ({
  url,
  variable: "API_URL",
  token: TOKEN,
  tokenHeader: { authorization: `Bearer ${TOKEN}` },
  advice: {},
  retryDelayMs: 1,
  ...changes,
});

/** The error message of a request to a server. */
async function failure(handler: Handler, changes: Partial<RestApi> = {}): Promise<string> {
  let message = "";
  await withServer(handler, async ({ url }) => {
    const error = await openRestClient(api(url, changes))
      .request("GET /user")
      .catch((thrown: Error) => thrown);
    message = (error as Error).message.replaceAll(url, "<url>");
  });
  return message;
}

describe("a request to a forge", () => {
  it("ends after its time limit", async () => {
    expect(await failure(() => undefined, { timeoutMs: 200 })).toBe(
      "<url>/user did not respond within 0.2 s.",
    );
  });

  it("is repeated while the server closes the connection", async () => {
    let count = 0;
    const message = await failure((request, response) => {
      count += 1;
      if (count < 3) {
        request.socket.destroy();
      } else {
        respondJson(response, { message: "found it" }, 418);
      }
    });
    expect([count, message]).toEqual([3, "GET <url>/user responded with status 418: found it."]);
  });

  it("waits as long as the server asks for, also with 403 for too many requests", async () => {
    const times: number[] = [];
    await failure((_, response) => {
      times.push(performance.now());
      respondJson(response, { message: "slow down" }, times.length < 2 ? 403 : 404, { "retry-after": "1" });
    });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  it("to an address that nobody listens at fails with one sentence", async () => {
    const { url } = await withServer(
      () => undefined,
      async (server) => server,
    );
    await expect(openRestClient(api(url, { timeoutMs: 1000 })).request("GET /user")).rejects.toThrow(
      `${url}/user can't be reached (ECONNREFUSED): check API_URL, HTTPS_PROXY, and the certificates of this machine (SSL_CERT_FILE).`,
    );
  });

  it("does not send the token to another server, by a redirect or by the link to the next page", async () => {
    const seen: unknown[] = [];
    await withServer(
      ({ headers }, response) => {
        seen.push(headers.authorization);
        respondJson(response, []);
      },
      async (other) => {
        await withServer(
          ({ url }, response) =>
            url?.startsWith("/moved")
              ? response.writeHead(302, { location: `${other.url}/list` }).end()
              : respondJson(response, [1], 200, { link: `<${other.url}/list?page=2>; rel="next"` }),
          async ({ url }) => {
            const client = openRestClient(api(url));
            await client.request("GET /moved");
            expect(seen).toEqual([undefined]);
            await expect(client.paginate("GET /list")).rejects.toThrow(
              "is not on the server of API_URL: it does not get the token.",
            );
            expect(seen).toHaveLength(1);
          },
        );
      },
    );
  });

  it("goes through the proxy of the environment", async () => {
    const asked: (string | undefined)[] = [];
    await withServer(
      ({ url }, response) => {
        asked.push(url);
        respondJson(response, { id: 1 });
      },
      async (proxy) => {
        await withEnv(
          { HTTP_PROXY: proxy.url, http_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined },
          () => openRestClient(api("http://forge.example/api")).request("GET /user"),
        );
      },
    );
    expect(asked).toEqual(["http://forge.example/api/user"]);
  });
});
