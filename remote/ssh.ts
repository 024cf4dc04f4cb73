import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { describeBytes, LimitedOutput } from "./output";
import { connectTo, describeTarget, type Login, logIn, SshError, type SshTarget } from "./sshLogin";
import { type Settle, type StepLimits, type WaitLimits, waitWithin } from "./wait";

/** The result of a command. */
export interface CommandResult {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** When a wait for an SSH server ends although there is no result. */
export type SshLimits = Pick<WaitLimits, "timeoutMs" | "signal">;

/** The limits of a command. */
export interface RunLimits extends SshLimits {
  /** Maximum number of bytes of its standard output, and of its standard error. @default 4 MiB */
  readonly maximumBytes?: number | undefined;
}

/** Maximum time in ms for a connection and the login; a jump host has as much. */
const LOGIN_TIMEOUT_MS = 10_000;

/** Maximum time in ms until the server has started a command. */
const START_TIMEOUT_MS = 10_000;

/** Maximum run time of a command, in ms. */
const RUN_TIMEOUT_MS = 60_000;

/** Maximum number of bytes of a command's output. */
export const MAXIMUM_OUTPUT_BYTES = 4 * 2 ** 20;

/** A login on an SSH server. */
export class SshSession {
  readonly #client: Client;
  readonly #stream: Duplex;

  private constructor(
    private readonly target: SshTarget,
    { client, stream }: Login,
    private readonly jumpHostSession: SshSession | undefined,
  ) {
    this.#client = client;
    this.#stream = stream;
  }

  /**
   * Logs in.
   * @param limits limits of each step: the login on the jump host, its connection to the server, the login on the server
   * (default: 10 s)
   * @throws {SshError} if the login fails. The message begins with the server's address and is no full sentence
   */
  static async open(
    target: SshTarget,
    { timeoutMs = LOGIN_TIMEOUT_MS, signal }: SshLimits = {},
  ): Promise<SshSession> {
    signal?.throwIfAborted();
    const limits = { timeoutMs, signal };
    const jumpHostSession = target.jumpHost && (await SshSession.open(target.jumpHost, limits));
    try {
      const stream =
        jumpHostSession === undefined
          ? connectTo(target)
          : await jumpHostSession.#openForwardedChannel(target, limits);
      return new SshSession(target, await logIn(target, stream, limits), jumpHostSession);
    } catch (error) {
      jumpHostSession?.close();
      throw error;
    }
  }

  /** Logs in, runs `use` with the session, and closes the session. @param limits limits of the login */
  static async within<T>(
    target: SshTarget,
    use: (session: SshSession) => Promise<T>,
    limits: SshLimits = {},
  ): Promise<T> {
    const session = await SshSession.open(target, limits);
    try {
      return await use(session);
    } finally {
      session.close();
    }
  }

  /**
   * Runs a command to its end. The session is closed if the command does not end within the limits.
   * @param limits time from the start to the end (default: 60 s), and the size of the output
   * @throws {SshError} if the connection is lost, or the command exceeds a limit
   */
  async run(
    command: string,
    stdin = "",
    { timeoutMs = RUN_TIMEOUT_MS, maximumBytes = MAXIMUM_OUTPUT_BYTES, signal }: RunLimits = {},
  ): Promise<CommandResult> {
    const timeoutError = () => this.#commandError(`the command did not end within ${timeoutMs / 1000} s`);
    return this.#waitFor<CommandResult>({ timeoutMs, timeoutError, signal }, ({ resolve, reject }) => {
      this.#client.exec(command, (error, channel) => {
        if (error) {
          reject(this.#refusal(error));
          return;
        }
        const [stdout, stderr] = [channel, channel.stderr].map((stream) => {
          const output = new LimitedOutput(maximumBytes);
          stream.on("data", (piece: Buffer) => {
            if (!output.add(piece)) {
              reject(this.#commandError(`the command printed more than ${describeBytes(maximumBytes)}`));
            }
          });
          return output;
        }) as [LimitedOutput, LimitedOutput];
        // A channel that closes without an exit code or a signal was closed by a lost connection.
        channel.on("close", (code: number | null | undefined) =>
          code === undefined
            ? reject(this.#connectionLost())
            : resolve({ code, stdout: stdout.text, stderr: stderr.text }),
        );
        channel.end(stdin);
      });
    });
  }

  /**
   * Starts a command and returns its streams. The session is closed if the command does not start within the limits.
   * @param limits limits of the start (default: 10 s), not of the command's run
   * @throws {SshError} if the server does not run the command
   */
  async start(
    command: string,
    { timeoutMs = START_TIMEOUT_MS, signal }: SshLimits = {},
  ): Promise<ClientChannel> {
    const timeoutError = () => this.#commandError(`the command did not start within ${timeoutMs / 1000} s`);
    return this.#waitFor<ClientChannel>({ timeoutMs, timeoutError, signal }, ({ resolve, reject }) => {
      this.#client.exec(command, (error, channel) =>
        error ? reject(this.#refusal(error)) : resolve(channel),
      );
    });
  }

  /** Closes the connection at once, without a response from the server. */
  close(): void {
    this.#client.end();
    this.#stream.destroy();
    this.jumpHostSession?.close();
  }

  async #openForwardedChannel(server: SshTarget, { timeoutMs, signal }: StepLimits): Promise<ClientChannel> {
    const unreachable = (reason: string) =>
      new SshError(
        `${describeTarget(server)}: unreachable from the jump host ${describeTarget(this.target)}: ${reason}`,
      );
    const timeoutError = () => unreachable(`no response within ${timeoutMs / 1000} s`);
    return this.#waitFor<ClientChannel>({ timeoutMs, timeoutError, signal }, ({ resolve, reject }) => {
      this.#client.forwardOut("127.0.0.1", 0, server.host, server.port ?? 22, (error, channel) =>
        error ? reject(unreachable(error.message)) : resolve(channel),
      );
    });
  }

  /** Waits for a result from the server. If there is none, the session is closed. */
  async #waitFor<T>(limits: WaitLimits, begin: (settle: Settle<T>) => void): Promise<T> {
    try {
      return await waitWithin<T>(limits, (settle) => {
        const onClose = () => settle.reject(this.#connectionLost());
        this.#client.once("close", onClose);
        try {
          begin(settle);
        } catch {
          // ssh2 throws if the connection is closed already.
          onClose();
        }
        return () => this.#client.off("close", onClose);
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #connectionLost(): SshError {
    return new SshError(`${describeTarget(this.target)}: the connection was lost`);
  }

  #refusal({ message }: Error): SshError {
    return this.#commandError(`the server does not run the command: ${message}`);
  }

  #commandError(reason: string): SshError {
    return new SshError(`${describeTarget(this.target)}: ${reason}`, "command");
  }
}
