import { once } from "node:events";
import { type AddressInfo, connect, type Server as NetServer } from "node:net";
import { type Connection, type ParsedKey, Server, utils } from "ssh2";

/** A key pair. One of some hundred that ssh2 makes it can't read itself. */
function generated(): { public: string; private: string } {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(pair.private) instanceof Error)) {
      return pair;
    }
  }
}

/** An SSH server on loopback that runs commands by a function, lets one key in, and forwards connections. */
export class SshServer {
  readonly hostKey: string;
  readonly #server: Server;
  readonly #connections: Connection[] = [];

  /** @param run answers a command and its standard input; undefined: never */
  constructor(
    login: string,
    run: (command: string, stdin: string) => { stdout: string; code: number } | undefined,
  ) {
    const key = generated();
    this.hostKey = key.public;
    const allowed = utils.parseKey(login) as ParsedKey;
    this.#server = new Server({ hostKeys: [key.private] }, (connection) => {
      this.#connections.push(connection);
      connection.on("error", () => undefined);
      connection.on("authentication", (context) => {
        const known =
          context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH() as Buffer);
        known ? context.accept() : context.reject(["publickey"]);
      });
      connection.on("tcpip", (accept, _, { destIP, destPort }) => {
        const channel = accept();
        channel.pipe(connect(destPort, destIP)).pipe(channel);
      });
      connection.on("session", (acceptSession) =>
        acceptSession().on("exec", (accept, _, { command }) => {
          const channel = accept();
          let stdin = "";
          channel.on("data", (data: Buffer) => {
            stdin += data;
          });
          channel.on("end", () => {
            const answer = run(command, stdin);
            if (answer !== undefined) {
              channel.write(answer.stdout);
              channel.exit(answer.code);
              channel.end();
            }
          });
        }),
      );
    });
  }

  /** Listens, and tells on which port. */
  async start(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server as unknown as NetServer, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const connection of this.#connections) {
      connection.end();
    }
    this.#server.close();
  }
}

/** A login key. */
export function loginKey(): { publicKey: string; privateKey: string } {
  const { public: publicKey, private: privateKey } = generated();
  return { publicKey, privateKey };
}
