import { Cloud } from "../../openstack/cloud";
import { credentialsFor, PASSWORD, respondJson, withServer, withServices } from "./testServer";

describe("A connection to a cloud", () => {
  it("is used again by the next cloud of the same process, as a watch connects for each look", async () => {
    await withServices(
      (_, response) => respondJson(response, { ports: [] }),
      async (server, keystone) => {
        for (let look = 0; look < 10; look += 1) {
          const cloud = await Cloud.connect(credentialsFor(server.url));
          await cloud.get("network", "/ports");
        }
        expect(keystone.tokens).toBe(10);
        expect(server.connections()).toBeLessThanOrEqual(2);
      },
    );
  });

  it("is limited in number: 200 requests at the same time share 32 connections", async () => {
    await withServices(
      (_, response) => respondJson(response, {}),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await Promise.all(Array.from({ length: 200 }, (_, index) => cloud.get("network", `/ports/${index}`)));
        expect(server.connections()).toBeLessThanOrEqual(32);
      },
    );
  });
});

describe("A response", () => {
  it("ends the call at its time limit if it sends one byte each 50 ms", async () => {
    await withServices(
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(" "), 50);
        response.on("close", () => clearInterval(timer));
      },
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url), { timeoutMs: 500 });
        const start = performance.now();
        await expect(cloud.get("network", "/ports")).rejects.toThrow(
          /network\/v2\.0\/ports did not respond before the timeout\. Check that the network service runs/,
        );
        expect(performance.now() - start).toBeLessThan(3000);
      },
    );
  });

  it("is refused if it is larger than 64 MiB", async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, " ");
    await withServices(
      (_, response) => {
        response.writeHead(200);
        const send = () => {
          while (!response.destroyed && response.write(mebibyte)) {}
        };
        response.on("drain", send);
        send();
      },
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await expect(cloud.get("network", "/ports")).rejects.toThrow(/has more than 64 MiB/);
      },
    );
  });

  it("that is no JSON causes an error with the address, without the content", async () => {
    await withServices(
      (_, response) => response.end("<html>internal portal</html>"),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        const error = await cloud.get("network", "/ports").catch(({ message }: Error) => message);
        expect(error).toMatch(/network\/v2\.0\/ports is not JSON: check that this is the address/);
        expect(error).not.toContain("portal");
      },
    );
  });

  it.each([
    ["Neutron", '{"NeutronError": {"type": "X", "message": "Port is gone", "detail": ""}}', "Port is gone"],
    ["Nova", '{"conflictingRequest": {"code": 409, "message": "Cannot reboot"}}', "Cannot reboot"],
    ["Placement", '{"errors": [{"status": 400, "detail": "Bad resource class"}]}', "Bad resource class"],
    ["a proxy", "<html><h1>Not\nhere</h1></html>", "Not here"],
    ["a hostile server", "\u001b[2Jcleared", "[2Jcleared"],
  ])("of status 400 is told with the text of %s on one line", async (_, body, expected) => {
    await withServices(
      (_request, response) => response.writeHead(400).end(body),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        const error = await cloud.get("network", "/ports").catch(({ message }: Error) => message);
        expect(error).toBe(`${server.url}/network/v2.0/ports responded with status 400: ${expected}`);
      },
    );
  });

  it("that repeats the token or the password is told without them", async () => {
    await withServices(
      (request, response) => response.writeHead(400).end(`${request.headers["x-auth-token"]} ${PASSWORD}`),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await expect(cloud.get("network", "/ports")).rejects.toThrow(/status 400: \*\*\* \*\*\*$/);
      },
    );
  });
});

describe("A redirect", () => {
  it("of a GET request is followed on the same server, with the token", async () => {
    await withServices(
      ({ url, headers }, response) =>
        url === "/network/v2.0/ports"
          ? response.writeHead(302, { Location: "/moved" }).end()
          : respondJson(response, { url, token: headers["x-auth-token"] }),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        expect(await cloud.get("network", "/ports")).toEqual({ url: "/moved", token: "token-1" });
      },
    );
  });

  it("to another server does not take the token along", async () => {
    await withServer(
      ({ headers }, response) => respondJson(response, { token: headers["x-auth-token"] ?? "none" }),
      async (other) => {
        await withServices(
          (_, response) => response.writeHead(307, { Location: `${other.url}/ports` }).end(),
          async (server) => {
            const cloud = await Cloud.connect(credentialsFor(server.url));
            expect(await cloud.get("network", "/ports")).toEqual({ token: "none" });
          },
        );
      },
    );
  });

  it("in a circle ends with an error", async () => {
    await withServices(
      (request, response) => response.writeHead(302, { Location: request.url }).end(),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        await expect(cloud.get("network", "/ports")).rejects.toThrow(/redirects more than 5 times/);
      },
    );
  });

  it("of the request for a token is refused, with the new address and without its password", async () => {
    const location = "https://user:hunter22@cloud.example/v3/auth/tokens?secret=hunter22";
    await withServer(
      (_, response) => response.writeHead(301, { Location: location }).end(),
      async (server) => {
        const error = await Cloud.connect(credentialsFor(server.url)).catch(({ message }: Error) => message);
        expect(error).toMatch(
          /redirects a POST request to https:\/\/cloud\.example\/v3\/auth\/tokens: set auth_url to the new address/,
        );
        expect(error).not.toContain("hunter22");
      },
    );
  });
});

describe("Ctrl-C", () => {
  it.each(["network", "identity"])(
    "ends a request that the %s service does not answer, at once",
    async (silent) => {
      const controller = new AbortController();
      await withServices(
        () => undefined,
        async (server) => {
          const url = silent === "identity" ? `${server.url}/network` : server.url;
          setTimeout(() => controller.abort(new Error("stopped by SIGINT")), 100);
          const start = performance.now();
          const call = Cloud.connect(credentialsFor(url), { signal: controller.signal }).then((cloud) =>
            cloud.get("network", "/ports"),
          );
          await expect(call).rejects.toThrow("stopped by SIGINT");
          expect(performance.now() - start).toBeLessThan(3000);
        },
      );
    },
  );

  it("ends the pause before a repeated request", async () => {
    const controller = new AbortController();
    await withServices(
      (_, response) => respondJson(response, {}, 503, { "Retry-After": "9" }),
      async (server) => {
        const cloud = await Cloud.connect(credentialsFor(server.url));
        setTimeout(() => controller.abort(new Error("stopped by SIGINT")), 100);
        const start = performance.now();
        await expect(cloud.get("network", "/ports", { signal: controller.signal })).rejects.toThrow("SIGINT");
        expect(performance.now() - start).toBeLessThan(3000);
      },
    );
  });
});
