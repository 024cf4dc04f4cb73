import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ApiCounter, countedUrl } from "../../../bench/peers/apiCounter";

describe("a counter of API requests", () => {
  it("passes each request on, and counts it", async () => {
    const api = createServer(async (request, response) => {
      response.statusCode = 201;
      response.end(`${request.method} ${request.url} ${await text(request)}`);
    });
    await new Promise<void>((resolve) => {
      api.listen(0, "127.0.0.1", resolve);
    });
    const { port } = api.address() as AddressInfo;
    const counter = await ApiCounter.start([port]);
    try {
      const send = async () => {
        const response = await fetch(`${countedUrl(`http://127.0.0.1:${port}`)}/v2?a=b`, {
          method: "POST",
          body: "content",
        });
        expect(response.status).toBe(201);
        expect(await response.text()).toBe("POST /v2?a=b content");
      };
      expect(await counter.countDuring(() => Promise.all([send(), send()]))).toBe(2);
      expect(await counter.countDuring(async () => undefined)).toBe(0);
    } finally {
      counter.stop();
      api.close();
    }
  });
});
