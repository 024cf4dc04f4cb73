import { Client, type ClientChannel, type ConnectConfig } from "ssh2";

/** An SSH server on a host key known beforehand. */
export interface SshTarget {
  readonly host: string;
  /** @default 22 */
  readonly port?: number | undefined;
  readonly user: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
  /** OpenSSH public key, one line: the only one that is accepted. */
  readonly hostKey: string;
  /** Server through which it is reached. @default directly */
  readonly through?: SshTarget | undefined;
}

/** Why a server let nobody in. */
export class SshError extends Error {
  constructor(
    message: string,
    /** At which step it failed. A server that showed another host key was sent nothing. */
    readonly step: "SSH" | "host key" | "login" = "SSH",
  ) {
    super(message);
  }
}

/** How a command ended. */
export interface Ended {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time that a server has to let us in, in ms. */
const PATIENCE = 10_000;

/** A login on an SSH server. */
export class SshSession {
  private constructor(
    private readonly client: Client,
    private readonly outer: SshSession | undefined,
  ) {}

  /**
   * Logs in.
   * @throws {SshError} saying why it could not: half a sentence with the server's address
   */
  static async open(target: SshTarget): Promise<SshSession> {
    const outer = target.through && (await SshSession.open(target.through));
    try {
      const sock = outer && (await outer.#forwarded(target.host, target.port ?? 22));
      return new SshSession(await connected(target, sock === undefined ? {} : { sock }), outer);
    } catch (error) {
      outer?.close();
      throw error;
    }
  }

  /** Runs `use` with a login, which ends with it. */
  static async within<T>(target: SshTarget, use: (session: SshSession) => Promise<T>): Promise<T> {
    const session = await SshSession.open(target);
    try {
      return await use(session);
    } finally {
      session.close();
    }
  }

  /**
   * Runs a command to its end.
   * @param timeLimit in ms, after which the connection is given up
   * @throws {SshError} if the connection is lost or the time is up
   */
  run(command: string, stdin = "", timeLimit = 60_000): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const given = (answer: () => void) => {
        clearTimeout(timer);
        this.client.off("close", gone);
        answer();
      };
      const lost = (why: string) =>
        given(() => {
          this.close();
          reject(new SshError(why));
        });
      const gone = () => lost("the connection was lost");
      const timer = setTimeout(
        () => lost(`there was no end of a command within ${timeLimit / 1000} s`),
        timeLimit,
      );
      this.client.once("close", gone);
      this.client.exec(command, (error, channel) => {
        if (error) {
          lost(error.message);
          return;
        }
        let stdout = "";
        let stderr = "";
        channel.on("data", (data: Buffer) => {
          stdout += data;
        });
        channel.stderr.on("data", (data: Buffer) => {
          stderr += data;
        });
        // A channel that closes without an exit code or a signal went with its connection.
        channel.on("close", (code: number | null | undefined) =>
          code === undefined ? gone() : given(() => resolve({ code, stdout, stderr })),
        );
        channel.end(stdin);
      });
    });
  }

  /**
   * Starts a command that is talked to.
   * @throws {SshError} if the server runs none
   */
  start(command: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) =>
      this.client.exec(command, (error, channel) =>
        error ? reject(new SshError(error.message)) : resolve(channel),
      ),
    );
  }

  close(): void {
    this.client.end();
    this.client.destroy();
    this.outer?.close();
  }

  #forwarded(host: string, port: number): Promise<NonNullable<ConnectConfig["sock"]>> {
    return new Promise((resolve, reject) =>
      this.client.forwardOut("127.0.0.1", 0, host, port, (error, stream) =>
        error
          ? reject(new SshError(`${host} is not reached from the jump host: ${error.message}`))
          : resolve(stream),
      ),
    );
  }
}

function connected(target: SshTarget, over: Pick<ConnectConfig, "sock">): Promise<Client> {
  const { host, port = 22, user: username, privateKey } = target;
  const [algorithm = "", expected = ""] = target.hostKey.split(" ");
  let other = false;
  const client = new Client();
  return new Promise((resolve, reject) => {
    client.once("ready", () => {
      client.removeAllListeners("error").on("error", () => undefined);
      resolve(client);
    });
    client.once("error", (error: Error & { code?: string; level?: string }) => {
      client.destroy();
      client.on("error", () => undefined);
      reject(
        other
          ? new SshError(`${host} port ${port}: another host key`, "host key")
          : new SshError(
              `${host} port ${port}: ${reasonOf(error)}`,
              error.level === "client-authentication" ? "login" : "SSH",
            ),
      );
    });
    client.connect({
      ...over,
      host,
      port,
      username,
      privateKey,
      readyTimeout: PATIENCE,
      keepaliveInterval: 2000,
      keepaliveCountMax: 5,
      // The server has keys of other kinds as well; the known one is asked for.
      algorithms: { serverHostKey: hostKeyAlgorithms(algorithm) },
      hostVerifier: (key: Buffer) => {
        other = key.toString("base64") !== expected;
        return !other;
      },
    });
  });
}

type HostKeyAlgorithms = Extract<
  NonNullable<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"]>,
  readonly unknown[]
>;

/** The signatures that a host key of a type makes: RSA has newer ones (RFC 8332). */
function hostKeyAlgorithms(type: string): HostKeyAlgorithms {
  return (type === "ssh-rsa"
    ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]
    : [type]) as unknown as HostKeyAlgorithms;
}

function reasonOf({ code, level, message }: Error & { code?: string; level?: string }): string {
  switch (level === "client-timeout" ? "ETIMEDOUT" : code) {
    case "ECONNREFUSED":
      return "the connection is refused";
    case "ETIMEDOUT":
      return `there is no answer within ${PATIENCE / 1000} s`;
    case "EHOSTUNREACH":
      return "nobody has that address (EHOSTUNREACH)";
    case "ENETUNREACH":
      return "there is no route to it from here (ENETUNREACH)";
    default:
      return level === "client-authentication" ? "the login key is refused" : message;
  }
}
