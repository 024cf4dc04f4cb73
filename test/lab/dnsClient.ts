import { parseStreamEvent, type Timeline } from "../../drill/events";
import { type Gap, outagesOf } from "../../drill/measurement";
import { guestProgram } from "../../remote/guestProgram";
import { startLocal } from "../../remote/program";
import { MINUTE, NAME } from "./stack";

const INTERVAL_MS = 50;
/** Longest time in s that a client asks. */
const LIMIT_S = 1800;

/** A client that asks one DNS server at a steady rate until it is stopped. */
export class DnsClient {
  private constructor(
    private readonly conversation: ReturnType<typeof startLocal<ReturnType<typeof parseStreamEvent>>>,
    private readonly begunAt: number,
  ) {}

  static async start(server: string): Promise<DnsClient> {
    const program = guestProgram("stream", { server, name: NAME, interval: INTERVAL_MS, seconds: LIMIT_S });
    const conversation = startLocal(`the client of ${server}`, program, parseStreamEvent);
    await conversation.waitFor((event) => "begun" in event, { what: "its start", timeoutMs: MINUTE });
    return new DnsClient(conversation, performance.now());
  }

  /** Stops the client. Returns its outages, in ms of `performance.now()`. */
  async stop(): Promise<Gap[]> {
    try {
      this.conversation.send("stop");
      const timeline = await this.conversation.waitFor((event) => "sent" in event, {
        what: "its queries",
        timeoutMs: MINUTE,
      });
      return outagesOf(timeline as Timeline).map(({ begin, length }) => ({
        begin: begin + this.begunAt,
        length,
      }));
    } finally {
      this.conversation.close();
    }
  }
}
