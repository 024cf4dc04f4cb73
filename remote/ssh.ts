import { createHash } from "node:crypto";
import { Client, type ClientChannel, type ConnectConfig } from "ssh2";

/** An SSH server whose host key is known before the first connection. */
export interface SshTarget {
  readonly host: string;
  /** @default 22 */
  readonly port?: number | undefined;
  readonly user: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
  /** OpenSSH public host key, one line. No other host key is accepted. */
  readonly hostKey: string;
  /** Jump host. @default a direct connection */
  readonly jumpHost?: SshTarget | undefined;
}

/** An SSH connection, login or command failed. */
export class SshError extends Error {
  constructor(
    message: string,
    /** The step that failed. Nothing is sent to a server that has another host key. */
    readonly step: "SSH" | "host key" | "login" = "SSH",
  ) {
    super(message);
  }
}

/** The result of a command. */
export interface CommandResult {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Maximum time for the connection and the login, in ms. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A login on an SSH server. */
export class SshSession {
  private constructor(
    private readonly client: Client,
    private readonly jumpHostSession: SshSession | undefined,
  ) {}

  /**
   * Logs in.
   * @throws {SshError} if the login fails. The message begins with the server's address and is no full sentence
   */
  static async open(target: SshTarget): Promise<SshSession> {
    const jumpHostSession = target.jumpHost && (await SshSession.open(target.jumpHost));
    try {
      const sock =
        jumpHostSession && (await jumpHostSession.#openForwardedChannel(target.host, target.port ?? 22));
      return new SshSession(await connect(target, sock === undefined ? {} : { sock }), jumpHostSession);
    } catch (error) {
      jumpHostSession?.close();
      throw error;
    }
  }

  /** Logs in, runs `use` with the session, and closes the session. */
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
   * @param timeoutMs time in ms after which the connection is closed
   * @throws {SshError} if the connection is lost, or the command does not end before the timeout
   */
  run(command: string, stdin = "", timeoutMs = 60_000): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const settle = (resolveOrReject: () => void) => {
        clearTimeout(timer);
        this.client.off("close", onClose);
        resolveOrReject();
      };
      const fail = (reason: string) =>
        settle(() => {
          this.close();
          reject(new SshError(reason));
        });
      const onClose = () => fail("the connection was lost");
      const timer = setTimeout(() => fail(`the command did not end within ${timeoutMs / 1000} s`), timeoutMs);
      this.client.once("close", onClose);
      this.client.exec(command, (error, channel) => {
        if (error) {
          fail(error.message);
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
        // A channel that closes without an exit code or a signal was closed by a lost connection.
        channel.on("close", (code: number | null | undefined) =>
          code === undefined ? onClose() : settle(() => resolve({ code, stdout, stderr })),
        );
        channel.end(stdin);
      });
    });
  }

  /**
   * Starts a command and returns its streams.
   * @throws {SshError} if the server refuses to run a command
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
    this.jumpHostSession?.close();
  }

  #openForwardedChannel(host: string, port: number): Promise<NonNullable<ConnectConfig["sock"]>> {
    return new Promise((resolve, reject) =>
      this.client.forwardOut("127.0.0.1", 0, host, port, (error, stream) =>
        error
          ? reject(new SshError(`${host} can't be reached from the jump host: ${error.message}`))
          : resolve(stream),
      ),
    );
  }
}

function connect(target: SshTarget, options: Pick<ConnectConfig, "sock">): Promise<Client> {
  const { host, port = 22, user: username, privateKey } = target;
  const [algorithm = "", encoded = ""] = target.hostKey.split(" ");
  const expectedHostKey = Buffer.from(encoded, "base64");
  let otherHostKey: Buffer | undefined;
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
        otherHostKey !== undefined
          ? new SshError(
              `${host} port ${port}: another host key (${fingerprintOf(otherHostKey)}, expected ${fingerprintOf(expectedHostKey)})`,
              "host key",
            )
          : new SshError(
              `${host} port ${port}: ${reasonOf(error)}`,
              error.level === "client-authentication" ? "login" : "SSH",
            ),
      );
    });
    client.connect({
      ...options,
      host,
      port,
      username,
      privateKey,
      readyTimeout: CONNECT_TIMEOUT_MS,
      keepaliveInterval: 2000,
      keepaliveCountMax: 5,
      // The server may have host keys of several types; request the type of the known key.
      algorithms: { serverHostKey: hostKeyAlgorithms(algorithm) },
      hostVerifier: (key: Buffer) => {
        const isExpected = key.equals(expectedHostKey);
        otherHostKey = isExpected ? undefined : key;
        return isExpected;
      },
    });
  });
}

/** The fingerprint of a public key, as `ssh-keygen -l` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

type HostKeyAlgorithms = Extract<
  NonNullable<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"]>,
  readonly unknown[]
>;

/** The signature algorithms of a host key type. RSA keys also sign with SHA-2 (RFC 8332). */
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
      return `no response within ${CONNECT_TIMEOUT_MS / 1000} s`;
    case "EHOSTUNREACH":
      return "no host has this address (EHOSTUNREACH)";
    case "ENETUNREACH":
      return "no route to this address from this machine (ENETUNREACH)";
    default:
      return level === "client-authentication" ? "the login key is refused" : message;
  }
}
