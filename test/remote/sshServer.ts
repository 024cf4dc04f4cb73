import { once } from "node:events";
import { type AddressInfo, connect, type Server as NetServer } from "node:net";
import { type Connection, type ParsedKey, Server, type ServerChannel, utils } from "ssh2";

/** Generates a key pair. It retries, because ssh2 can't read about one in some hundred of its own keys. */
function generateKeys(): { public: string; private: string } {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(pair.private) instanceof Error)) {
      return pair;
    }
  }
}

/** What a hostile or broken SSH server does. @default each step is answered */
export interface Hostility {
  /** The step to which the server never responds. */
  readonly silentAt?: "login" | "session" | "exec" | "forward";
  /** The step at which the server closes the connection. */
  readonly closesAt?: "login" | "session" | "exec" | "forward";
  /** What the server does with the channel of a command, instead of running it. */
  readonly output?: (channel: ServerChannel, connection: Connection) => void;
}

/** An SSH server on loopback that accepts one login key, passes commands to a function, and forwards connections. */
export class SshServer {
  readonly hostKey: string;
  readonly #server: Server;
  readonly #connections: Connection[] = [];

  /** @param run returns the result of a command with its standard input; undefined if the command never ends */
  constructor(
    login: string,
    run: (command: string, stdin: string) => { stdout: string; code: number } | undefined,
    { silentAt, closesAt, output }: Hostility = {},
  ) {
    const key = generateKeys();
    this.hostKey = key.public;
    const allowed = utils.parseKey(login) as ParsedKey;
    this.#server = new Server({ hostKeys: [key.private] }, (connection) => {
      this.#connections.push(connection);
      connection.on("error", () => undefined);
      /** Whether the server does what is asked for, and is neither silent nor closes the connection. */
      const isServed = (step: Hostility["silentAt"]) => {
        if (step === closesAt) {
          connection.end();
        }
        return step !== silentAt && step !== closesAt;
      };
      connection.on("authentication", (context) => {
        const known =
          context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH() as Buffer);
        if (!known) {
          context.reject(["publickey"]);
        } else if (isServed("login")) {
          context.accept();
        }
      });
      connection.on("tcpip", (accept, _, { destIP, destPort }) => {
        if (isServed("forward")) {
          const channel = accept();
          const inner = connect(destPort, destIP).on("error", () => channel.close());
          channel.pipe(inner).pipe(channel);
        }
      });
      connection.on("session", (acceptSession) => {
        if (!isServed("session")) {
          return;
        }
        acceptSession().on("exec", (accept, _, { command }) => {
          if (!isServed("exec")) {
            return;
          }
          const channel = accept();
          if (output !== undefined) {
            output(channel, connection);
            return;
          }
          let stdin = "";
          channel.on("data", (data: Buffer) => {
            stdin += data;
          });
          channel.on("end", () => {
            const result = run(command, stdin);
            if (result !== undefined) {
              channel.write(result.stdout);
              channel.exit(result.code);
              channel.end();
            }
          });
        });
      });
    });
  }

  /** Starts to listen. Returns the port. */
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

/** Generates a login key. */
export function loginKey(): { publicKey: string; privateKey: string } {
  const { public: publicKey, private: privateKey } = generateKeys();
  return { publicKey, privateKey };
}
