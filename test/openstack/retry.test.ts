import type { ServerResponse } from "node:http";
import { isRefusedForNow, rebootServer, setPortAdminState } from "../../openstack/changes";
import { Cloud } from "../../openstack/cloud";
import { Conflict } from "../../openstack/errors";
import { credentialsFor, respondJson, withServices } from "./testServer";

type Fault = number | "reset";

/** Runs `use` with a cloud whose services respond with `faults` first, one for each request, and then with success. */
async function withFaults<T>(
  faults: readonly Fault[],
  use: (cloud: Cloud, requests: () => number) => Promise<T>,
  headers = {},
): Promise<T> {
  let requests = 0;
  return withServices(
    (_, response) => {
      const fault = faults[requests];
      requests += 1;
      fail(response, fault, headers);
    },
    async (server) => {
      const cloud = await Cloud.connect(credentialsFor(server.url), { retryDelayMs: 5, timeoutMs: 5000 });
      return use(cloud, () => requests);
    },
  );
}

function fail(response: ServerResponse, fault: Fault | undefined, headers: object): void {
  if (fault === "reset") {
    response.socket?.resetAndDestroy();
  } else {
    respondJson(response, { port: {} }, fault ?? 200, fault === undefined ? {} : headers);
  }
}

describe("A request that fails for a short time", () => {
  it.each<[string, Fault]>([
    ["status 429", 429],
    ["status 502", 502],
    ["status 503", 503],
    ["status 504", 504],
    ["a reset connection", "reset"],
  ])("is sent again after %s, if it only reads or sets a value", async (_, fault) => {
    await withFaults([fault, fault], async (cloud, requests) => {
      await cloud.get("network", "/ports/p");
      expect(requests()).toBe(3);
    });
    await withFaults([fault, fault], async (cloud, requests) => {
      await setPortAdminState(cloud, "p", true);
      expect(requests()).toBe(3);
    });
  });

  it.each<[string, Fault, number]>([
    ["again after status 429", 429, 2],
    ["again after status 503", 503, 2],
    ["once if the response is status 502: the service can have accepted it", 502, 1],
    ["once if the connection is reset: the service can have accepted it", "reset", 1],
  ])("and is a POST is sent %s", async (_, fault, expected) => {
    await withFaults([fault], async (cloud, requests) => {
      await cloud.change("network", "POST", "/ports", {}).catch(() => undefined);
      expect(requests()).toBe(expected);
    });
  });

  it("is sent five times, and then the last error is thrown", async () => {
    await withFaults(Array(9).fill(503), async (cloud, requests) => {
      await expect(cloud.get("network", "/ports")).rejects.toThrow("status 503");
      expect(requests()).toBe(5);
    });
  });

  it("is sent again after the time that the service asks for", async () => {
    await withFaults(
      [503],
      async (cloud) => {
        const start = performance.now();
        await cloud.get("network", "/ports");
        expect(performance.now() - start).toBeGreaterThanOrEqual(990);
      },
      { "Retry-After": "1" },
    );
  });

  it("is not sent again if the service asks for more time than is left, and the error comes at once", async () => {
    await withFaults(
      [503],
      async (cloud, requests) => {
        const start = performance.now();
        await expect(cloud.get("network", "/ports")).rejects.toThrow("status 503");
        expect(performance.now() - start).toBeLessThan(3000);
        expect(requests()).toBe(1);
      },
      { "Retry-After": "3600" },
    );
  });

  it("is not sent again if the service refuses it for good", async () => {
    await withFaults([403], async (cloud, requests) => {
      await expect(cloud.get("network", "/ports")).rejects.toThrow("status 403");
      expect(requests()).toBe(1);
    });
  });
});

describe("A reboot", () => {
  it.each<[Fault, boolean]>([
    [409, true],
    [429, true],
    [503, true],
    ["reset", true],
    [400, false],
    [403, false],
    [404, false],
    [500, false],
  ])("that fails with %s is sent once, and is refused for now: %s", async (fault, expected) => {
    await withFaults([fault], async (cloud, requests) => {
      const error = await rebootServer(cloud, "s").catch((error: Error) => error);
      expect(error).toBeInstanceOf(Error);
      expect(requests()).toBe(1);
      expect(isRefusedForNow(error)).toBe(expected);
      expect(error instanceof Conflict).toBe(fault === 409);
    });
  });
});
