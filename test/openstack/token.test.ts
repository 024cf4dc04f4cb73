import { Cloud } from "../../openstack/cloud";
import { credentialsFor, respondJson, withServices } from "./testServer";

const TEN_MINUTES = 600_000;

/** Sets the monotonic clock forward. */
function passTime(ms: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, "now").mockImplementation(() => now() + ms);
}

describe("A token", () => {
  afterEach(() => jest.restoreAllMocks());

  it("is renewed before it ends, once for all requests at the same time", async () => {
    const used: unknown[] = [];
    await withServices(
      ({ headers }, response) => {
        used.push(headers["x-auth-token"]);
        respondJson(response, {});
      },
      async (server, keystone) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await cloud.get("network", "/ports");
        passTime(TEN_MINUTES - 50_000);
        await Promise.all(["/a", "/b", "/c"].map((path) => cloud.get("network", path)));
        expect(used).toEqual(["token-1", "token-2", "token-2", "token-2"]);
        expect(keystone.tokens).toBe(2);
      },
      { lifetimeMs: TEN_MINUTES },
    );
  });

  it.each([-1, 1])("is used although the clock of this machine is wrong by %i day", async (days) => {
    await withServices(
      (_, response) => respondJson(response, {}),
      async (server, keystone) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await cloud.get("network", "/ports");
        passTime(TEN_MINUTES / 2);
        await cloud.get("network", "/ports");
        expect(keystone.tokens).toBe(1);
      },
      { lifetimeMs: TEN_MINUTES, skewMs: days * 86_400_000 },
    );
  });

  it("that a service refuses is replaced once, and the request is sent again", async () => {
    await withServices(
      ({ headers }, response) => respondJson(response, {}, headers["x-auth-token"] === "token-1" ? 401 : 200),
      async (server, keystone) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await Promise.all(["/a", "/b"].map((path) => cloud.change("network", "POST", path, {})));
        expect(keystone.tokens).toBe(2);
      },
    );
  });

  it("is requested once more, not for ever, if the service refuses every token", async () => {
    let requests = 0;
    await withServices(
      (_, response) => {
        requests += 1;
        respondJson(response, {}, 401);
      },
      async (server, keystone) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await expect(cloud.get("network", "/ports")).rejects.toThrow("The cloud refused the credentials");
        expect([requests, keystone.tokens]).toEqual([2, 2]);
      },
    );
  });

  it("is used until its end if Keystone is away when it should be renewed", async () => {
    let isDown = false;
    await withServices(
      ({ headers }, response) => respondJson(response, { token: headers["x-auth-token"] }),
      async (server, keystone) => {
        const respond = keystone.respond.bind(keystone);
        keystone.respond = (response, url) =>
          isDown ? respondJson(response, {}, 500) : respond(response, url);
        const cloud = await Cloud.connect(credentialsFor(server.url));
        isDown = true;
        passTime(TEN_MINUTES - 50_000);
        expect(await cloud.get("network", "/ports")).toEqual({ token: "token-1" });
        isDown = false;
        expect(await cloud.get("network", "/ports")).toEqual({ token: "token-2" });
      },
      { lifetimeMs: TEN_MINUTES },
    );
  });

  it("that is the credentials is not renewed, and its end is told", async () => {
    await withServices(
      (_, response) => respondJson(response, {}, 401),
      async (server, keystone) => {
        const auth = { identity: { methods: ["token"], token: { id: "given-token" } } };
        const cloud = await Cloud.connect(credentialsFor(server.url, { auth }));
        keystone.respond = (response) => respondJson(response, {}, 401);
        await expect(cloud.get("network", "/ports")).rejects.toThrow(
          /credentials are a token, which can have ended: get a new one \(openstack token issue\)/,
        );
      },
    );
  });
});

describe("Keystone", () => {
  it("is asked again if it responds with status 503 at first", async () => {
    await withServices(
      (_, response) => respondJson(response, {}),
      async (server, keystone) => {
        const respond = keystone.respond.bind(keystone);
        let requests = 0;
        keystone.respond = (response, url) => {
          requests += 1;
          return requests < 3 ? respondJson(response, {}, 503) : respond(response, url);
        };
        await Cloud.connect(credentialsFor(server.url), { retryDelayMs: 5 });
        expect(requests).toBe(3);
      },
    );
  });

  it.each([
    ["no token", {}, {}, /has no token: check that auth_url is the address of Keystone/],
    [
      "a token for no project",
      { token: {} },
      { "X-Subject-Token": "t" },
      /not for a project: set project_name/,
    ],
  ])("causes an error with what to do if its response has %s", async (_, body, headers, expected) => {
    await withServices(
      (_request, response) => respondJson(response, {}),
      async (server, keystone) => {
        keystone.respond = (response) => respondJson(response, body, 201, headers);
        await expect(Cloud.connect(credentialsFor(server.url))).rejects.toThrow(expected);
      },
    );
  });
});
