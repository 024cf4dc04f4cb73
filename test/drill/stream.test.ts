import { setTimeout as pause } from "node:timers/promises";
import { parseStreamEvent, type StreamEvent, type Timeline } from "../../drill/events";
import type { Conversation } from "../../remote/conversation";
import { guestProgram } from "../../remote/guestProgram";
import { startHere } from "../../remote/program";
import { addressed, DnsServer } from "../verify/dnsServer";

const LIMIT = { timeLimit: 10_000 };

/** The client's program, which asks a port that the system gave instead of 53. */
function client(port: number): Conversation<StreamEvent> {
  const request = { server: "127.0.0.1", port, name: "www.example.test", interval: 10, seconds: 60 };
  return startHere("the client", guestProgram("stream", request), parseStreamEvent);
}

describe("a drill's client", () => {
  it("asks at a steady pace, and tells when each answer came and when it was told something", async () => {
    const answered: number[] = [];
    const server = new DnsServer((query) => {
      answered.push(query.id ?? -1);
      // What is answered with another question's id, or with an error, is not answered.
      return addressed(query.id === 3 ? { ...query, id: 9999 } : query);
    });
    await server.start();
    const talk = client(server.port);
    await talk.until((told) => "begun" in told, LIMIT);
    await pause(200);
    talk.say("restore");
    await pause(200);
    talk.say("stop");
    const told = (await talk.until((one) => "sent" in one, LIMIT)) as Timeline;
    talk.close();
    server.stop();
    expect(told.sent.length).toBeGreaterThan(20);
    expect(told.sent.length).toBe(told.arrived.length);
    expect(answered.slice(0, 3)).toEqual([0, 1, 2]);
    expect(told.arrived.flatMap((at, index) => (at === null ? [index] : []))).toEqual([3]);
    expect(told.marks.restore).toBeGreaterThan(0);
    expect(told.marks.stop).toBeGreaterThan(told.marks.restore as number);
  });

  it("tells of a server that is not there that nothing was answered", async () => {
    const talk = client(1);
    await talk.until((told) => "begun" in told, LIMIT);
    await pause(100);
    talk.say("stop");
    const told = (await talk.until((one) => "sent" in one, LIMIT)) as Timeline;
    talk.close();
    expect(told.sent.length).toBeGreaterThan(0);
    expect(told.arrived.filter((at) => at !== null)).toEqual([]);
  });
});
