import { setTimeout as pause } from "node:timers/promises";
import { parseStreamEvent, type StreamEvent, type Timeline } from "../../drill/events";
import { measureFromClient } from "../../drill/measurement";
import type { Conversation } from "../../remote/conversation";
import { guestProgram } from "../../remote/guestProgram";
import { startLocal } from "../../remote/program";
import { MINUTE, NAME } from "./stack";

/** Longest time in s that a client asks. */
const LIMIT_S = 1800;

/** A client that asks one DNS server at a steady rate until it is stopped. */
export class DnsClient {
  private constructor(
    private readonly conversation: Conversation<StreamEvent>,
    /** In ms of `performance.now()`; the timeline counts from here. */
    readonly begunAt: number,
  ) {}

  /** @param interval time in ms between two queries */
  static async start(server: string, interval = 50): Promise<DnsClient> {
    const program = guestProgram("stream", { server, name: NAME, interval, seconds: LIMIT_S });
    const conversation = startLocal(`the client of ${server}`, program, parseStreamEvent);
    await conversation.waitFor((event) => "begun" in event, { what: "its start", timeoutMs: MINUTE });
    return new DnsClient(conversation, performance.now());
  }

  /** Stops the client. Returns its queries and their responses. */
  async stop(): Promise<Timeline> {
    try {
      this.conversation.send("stop");
      const wanted = { what: "its queries", timeoutMs: MINUTE };
      return (await this.conversation.waitFor((event) => "sent" in event, wanted)) as Timeline;
    } finally {
      this.conversation.close();
    }
  }

  /** Ends the client, if it runs. */
  close(): void {
    this.conversation.close();
  }
}

/** The query interval in ms of `unansweredDuring`, and its minimum number of queries after the event. */
const QUERY_INTERVAL_MS = 20;
export const ASKED_AFTER = 100;

/** Sends DNS queries to `server` before, during and after `act`. Returns the number of queries without a response. */
export async function unansweredDuring(act: () => Promise<void>, server: string): Promise<number> {
  const client = await DnsClient.start(server, QUERY_INTERVAL_MS);
  try {
    await pause(1000);
    await act();
    await pause((ASKED_AFTER + 1) * QUERY_INTERVAL_MS);
    return measureFromClient(await client.stop()).lost;
  } finally {
    client.close();
  }
}
