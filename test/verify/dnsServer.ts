import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { decode, encode, type Packet } from "dns-packet";

/** A DNS server on loopback that answers each query as `answer` says; `tcp` false: over UDP only. */
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

  /** Takes a port that is free for both, which the kernel gives for one of them only. */
  async start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
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
        if (tries === 10) {
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

/** A reply with one address to a query; with an OPT record if the query has one and the server knows EDNS0. */
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
