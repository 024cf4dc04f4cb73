import { setTimeout as pause } from "node:timers/promises";
import { parseStreamEvent, type StreamEvent, type Timeline } from "../../drill/events";
import type { Conversation } from "../../remote/conversation";
import { guestProgram } from "../../remote/guestProgram";
import { startLocal } from "../../remote/program";
import { addressed, DnsServer } from "../verify/dnsServer";

const TIMEOUT = { what: "its event", timeoutMs: 10_000 };

/** Starts the client's program with a port other than 53. */
function client(port: number): Conversation<StreamEvent> {
  const request = { server: "127.0.0.1", port, name: "www.example.test", interval: 10, seconds: 60 };
  return startLocal("the client", guestProgram("stream", request), parseStreamEvent);
}

describe("the DNS client of a drill", () => {
  it("sends queries at a steady rate, and reports the time of each response and of each command", async () => {
    const answered: number[] = [];
    const server = new DnsServer((query) => {
      answered.push(query.id ?? -1);
      // A response with the id of another query does not count.
      return addressed(query.id === 3 ? { ...query, id: 9999 } : query);
    });
    await server.start();
    const conversation = client(server.port);
    await conversation.waitFor((event) => "begun" in event, TIMEOUT);
    await pause(200);
    conversation.send("restore");
    await pause(200);
    conversation.send("stop");
    const timeline = (await conversation.waitFor((event) => "sent" in event, TIMEOUT)) as Timeline;
    conversation.close();
    server.stop();
    expect(timeline.sent.length).toBeGreaterThan(20);
    expect(timeline.sent.length).toBe(timeline.arrived.length);
    // The first query finds the type of the name's addresses.
    expect(answered.slice(1, 4)).toEqual([0, 1, 2]);
    expect(timeline.arrived.flatMap((at, index) => (at === null ? [index] : []))).toEqual([3]);
    expect(timeline.marks.restore).toBeGreaterThan(0);
    expect(timeline.marks.stop).toBeGreaterThan(timeline.marks.restore as number);
  });

  it("reports no response from a server that does not exist", async () => {
    const conversation = client(1);
    await conversation.waitFor((event) => "begun" in event, TIMEOUT);
    await pause(100);
    conversation.send("stop");
    const timeline = (await conversation.waitFor((event) => "sent" in event, TIMEOUT)) as Timeline;
    conversation.close();
    expect(timeline.sent.length).toBeGreaterThan(0);
    expect(timeline.arrived.filter((at) => at !== null)).toEqual([]);
  });
});
