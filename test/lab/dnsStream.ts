import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { decode, encode } from "dns-packet";

/** What a steady stream of queries met with. */
export interface StreamResult {
  readonly sent: number;
  readonly lost: number;
  /** Longest time between the arrivals of two answers, in ms. */
  readonly longestGap: number;
}

/** Time that a late answer still has after the last query, in ms. */
const GRACE = 1000;

/** A client that asks one server for one name at a steady pace, as a drill's witness. */
export class DnsStream {
  readonly #socket: Socket;
  readonly #arrivals = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #started = performance.now();
  #sent = 0;

  private constructor(socket: Socket, name: string, interval: number) {
    this.#socket = socket;
    socket.on("error", () => undefined);
    socket.on("message", (message) => {
      const { id = 0 } = decode(message);
      if (!this.#arrivals.has(id)) {
        this.#arrivals.set(id, performance.now());
      }
    });
    const due = () => Math.floor((performance.now() - this.#started) / interval);
    this.#timer = setInterval(() => {
      while (this.#sent <= due()) {
        this.#sent += 1;
        const query = encode({ type: "query", id: this.#sent, questions: [{ type: "A", name }] });
        socket.send(query, () => undefined);
      }
    }, interval / 4);
  }

  /** Begins to ask `server` for `name`, once each `interval` ms. */
  static async start(server: string, name: string, interval = 20): Promise<DnsStream> {
    const socket = createSocket(isIPv6(server) ? "udp6" : "udp4");
    await new Promise<void>((resolve) => socket.connect(53, server, resolve));
    return new DnsStream(socket, name, interval);
  }

  /** Stops asking and tells what came back. */
  async stop(): Promise<StreamResult> {
    clearInterval(this.#timer);
    const stopped = performance.now();
    await pause(GRACE);
    this.#socket.close();
    const arrivals = [...this.#arrivals.values()].filter((at) => at <= stopped).sort((a, b) => a - b);
    const marks = [this.#started, ...arrivals, stopped];
    const gaps = marks.slice(1).map((at, index) => at - (marks[index] as number));
    return {
      sent: this.#sent,
      lost: this.#sent - this.#arrivals.size,
      longestGap: Math.round(Math.max(...gaps)),
    };
  }
}
