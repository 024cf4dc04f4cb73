import type { Readable, Writable } from "node:stream";

/** The standard streams of a program that runs elsewhere. */
export interface ProgramStreams {
  readonly output: Readable;
  /** The program's standard error. The last line is the reason if the program ends. */
  readonly errors: Readable;
  readonly input: Writable;
  /** Ends the connection. */
  readonly close: () => void;
}

/** The program did not send the expected event before the timeout. */
export class WaitTimeout extends Error {}

/** What {@link Conversation.waitFor} waits for, and how long. */
export interface WaitOptions {
  /** The event in the words of an error message, such as `its start`. */
  readonly what: string;
  /** Index of the first event in `events` that counts. @default 0 */
  readonly from?: number;
  /** Maximum time to wait, in ms. */
  readonly timeoutMs: number;
  /** Ends the wait. @default only the timeout ends it */
  readonly signal?: AbortSignal | undefined;
}

/** One pending call of {@link Conversation.waitFor}. */
interface Wait<Event> {
  readonly matches: (event: Event) => boolean;
  readonly resolve: (event: Event) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Exchanges lines with a program that runs elsewhere. The program prints one event in each line and reads one command in each
 * line.
 */
export class Conversation<Event> {
  readonly #received: Event[] = [];
  readonly #waits = new Set<Wait<Event>>();
  #partialLine = "";
  #lastErrorLine = "";
  #endReason: Error | undefined;

  /**
   * @param programName name of the program in error messages, such as `the client`
   * @param parse reads one line of output; throws if the line is not an event
   */
  constructor(
    private readonly programName: string,
    private readonly streams: ProgramStreams,
    private readonly parse: (line: string) => Event,
  ) {
    streams.output.setEncoding("utf8");
    streams.output.on("data", (text: string) => this.#onOutput(text));
    streams.errors.setEncoding("utf8");
    streams.errors.on("data", (text: string) => {
      this.#lastErrorLine = text.trim().split("\n").at(-1) || this.#lastErrorLine;
    });
    streams.output.on("close", () =>
      this.#end(new Error(`${programName} ended${this.#lastErrorLine && `: ${this.#lastErrorLine}`}`)),
    );
    streams.input.on("error", () => undefined);
  }

  /** Every event received so far, the oldest first. */
  get events(): readonly Event[] {
    return this.#received;
  }

  /** @throws if the program has ended, because events may be missing */
  requireOpen(): void {
    if (this.#endReason !== undefined) {
      throw this.#endReason;
    }
  }

  /** Sends one line to the program. */
  send(text: string): void {
    this.streams.input.write(`${text}\n`);
  }

  /**
   * Waits for an event that matches. An event that was received earlier counts too.
   * @throws {WaitTimeout} after the timeout
   * @throws if the program has ended, or `signal` is aborted
   */
  waitFor(
    matches: (event: Event) => boolean,
    { what, from = 0, timeoutMs, signal }: WaitOptions,
  ): Promise<Event> {
    const earlier = this.#received.slice(from).find(matches);
    if (earlier !== undefined) {
      return Promise.resolve(earlier);
    }
    if (this.#endReason ?? signal?.aborted) {
      return Promise.reject(this.#endReason ?? signal?.reason);
    }
    return new Promise((resolve, reject) => {
      const cleanUp = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        this.#waits.delete(wait);
      };
      const wait: Wait<Event> = {
        matches,
        resolve: (event) => {
          cleanUp();
          resolve(event);
        },
        reject: (error) => {
          cleanUp();
          reject(error);
        },
      };
      const onAbort = () => wait.reject(signal?.reason);
      const timer = setTimeout(
        () =>
          wait.reject(
            new WaitTimeout(`${this.programName} did not report ${what} within ${timeoutMs / 1000} s`),
          ),
        timeoutMs,
      );
      signal?.addEventListener("abort", onAbort);
      this.#waits.add(wait);
    });
  }

  /** Closes the connection. The program reads the end of its standard input. */
  close(): void {
    this.#end(new Error(`${this.programName} is closed`));
    this.streams.input.end();
    this.streams.close();
  }

  #onOutput(text: string): void {
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop() as string;
    for (const line of lines) {
      try {
        const event = this.parse(line);
        this.#received.push(event);
        for (const wait of [...this.#waits].filter(({ matches }) => matches(event))) {
          wait.resolve(event);
        }
      } catch (error) {
        this.#end(error as Error);
      }
    }
  }

  #end(error: Error): void {
    this.#endReason ??= error;
    for (const wait of [...this.#waits]) {
      wait.reject(this.#endReason);
    }
  }
}
