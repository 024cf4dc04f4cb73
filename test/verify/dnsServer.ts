import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { decode, encode, type Packet } from "dns-packet";

/** A DNS server on loopback that answers each query with the result of `answer`; over UDP only if `tcp` is false. */
export class DnsServer {
  readonly #tcp: Server;
  #udp: Socket | undefined;
  port = 0;

  constructor(
    private readonly answer: (query: Packet) => Buffer,
    private readonly tcp = true,
  ) {
    this.#tcp = createServer((connection) => {
      connection.once("data", (data) => {
        const reply = answer(decode(data.subarray(2)));
        const size = Buffer.from([reply.length >> 8, reply.length & 255]);
        connection.end(Buffer.concat([size, reply]));
      });
    });
  }

  /**
   * Starts to listen on a port that is free for UDP and TCP. It retries, because the kernel chooses a free port for UDP only.
   */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const udp = createSocket("udp4");
        this.#udp = udp.on("message", (message, { port }) =>
          udp.send(this.answer(decode(message)), port, "127.0.0.1"),
        );
        udp.bind(0, "127.0.0.1");
        await once(udp, "listening");
        this.port = udp.address().port;
        if (this.tcp) {
          this.#tcp.listen(this.port, "127.0.0.1");
          await once(this.#tcp, "listening");
        }
        return;
      } catch (error) {
        this.#udp?.close();
        if (attempt === 10) {
          throw error;
        }
      }
    }
  }

  stop(): void {
    this.#udp?.close();
    this.#tcp.close();
  }
}

/** A response with one address, and with an OPT record if the query has one and `edns` is true. */
export function addressed(query: Packet, edns = true): Buffer {
  const [question] = query.questions ?? [];
  const [option] = query.additionals ?? [];
  return encode({
    type: "response",
    id: query.id,
    questions: query.questions,
    answers: [{ type: "A", name: question?.name ?? "", data: "192.0.2.80" }],
    additionals: edns && option ? [{ ...option, udpPayloadSize: 4096 }] : [],
  } as Packet);
}
