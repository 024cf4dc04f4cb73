import type { Readable, Writable } from "node:stream";
import { visible, visibleData } from "../report/visible";
import { describeBytes, LimitedOutput, OutputTail } from "./output";
import { waitWithin } from "./wait";

/** The standard streams of a program that runs elsewhere. */
export interface ProgramStreams {
  readonly output: Readable;
  /** The program's standard error. The last line is the reason if the program ends. */
  readonly errors: Readable;
  readonly input: Writable;
  /** Ends the connection, after the program had time to read the end of its standard input. */
  readonly close: () => void;
  /** Ends the connection at once. */
  readonly destroy: () => void;
}

/** How much a program may print. A program that prints more is not waited for: its connection ends. */
export interface ConversationLimits {
  /** Maximum number of bytes in a line. */
  readonly lineBytes: number;
  /** Maximum number of events. */
  readonly events: number;
  /** Maximum number of bytes in total, of standard output and standard error. */
  readonly totalBytes: number;
}

/** A drill's client reports at most 65536 queries, in one line of about 2 MiB. */
const CONVERSATION_LIMITS: ConversationLimits = {
  lineBytes: 4 * 2 ** 20,
  events: 100_000,
  totalBytes: 16 * 2 ** 20,
};

/** Maximum number of bytes that are kept of standard error. */
const ERROR_TAIL_BYTES = 4096;

const NEWLINE = "\n".charCodeAt(0);

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
  readonly reject: (error: unknown) => void;
}

/**
 * Exchanges lines with a program that runs elsewhere. The program prints one event in each line and reads one command in each
 * line.
 */
export class Conversation<Event> {
  readonly #received: Event[] = [];
  readonly #waits = new Set<Wait<Event>>();
  readonly #limits: ConversationLimits;
  readonly #partialLine: LimitedOutput;
  readonly #errors = new OutputTail(ERROR_TAIL_BYTES);
  #totalBytes = 0;
  #endReason: Error | undefined;

  /**
   * @param programName name of the program in error messages, such as `the client`
   * @param parse reads one line of output as plain data; throws if the line is not an event. Control characters in the event's
   * texts are made visible
   * @param limits how much the program may print. @default 4 MiB a line, 100 000 events, 16 MiB in total
   */
  constructor(
    private readonly programName: string,
    private readonly streams: ProgramStreams,
    private readonly parse: (line: string) => Event,
    limits: Partial<ConversationLimits> = {},
  ) {
    this.#limits = { ...CONVERSATION_LIMITS, ...limits };
    this.#partialLine = new LimitedOutput(this.#limits.lineBytes);
    streams.output.on("data", (piece: Buffer) => this.#receive(piece, () => this.#onOutput(piece)));
    streams.errors.on("data", (piece: Buffer) => this.#receive(piece, () => this.#errors.add(piece)));
    streams.output.on("close", () => this.#end(this.#endedError()));
    for (const stream of [streams.output, streams.errors, streams.input]) {
      stream.on("error", () => undefined);
    }
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
  async waitFor(
    matches: (event: Event) => boolean,
    { what, from = 0, timeoutMs, signal }: WaitOptions,
  ): Promise<Event> {
    const earlier = this.#received.slice(from).find(matches);
    if (earlier !== undefined) {
      return earlier;
    }
    this.requireOpen();
    const timeoutError = () =>
      new WaitTimeout(`${this.programName} did not report ${what} within ${timeoutMs / 1000} s`);
    return waitWithin<Event>({ timeoutMs, timeoutError, signal }, ({ resolve, reject }) => {
      const wait = { matches, resolve, reject };
      this.#waits.add(wait);
      return () => this.#waits.delete(wait);
    });
  }

  /** Closes the connection. The program reads the end of its standard input. */
  close(): void {
    this.#end(new Error(`${this.programName} is closed`));
    this.streams.input.end();
    this.streams.close();
  }

  /** Counts a piece of output and passes it on, unless the conversation has ended. */
  #receive(piece: Buffer, pass: () => void): void {
    if (this.#endReason !== undefined) {
      return;
    }
    const { totalBytes } = this.#limits;
    this.#totalBytes += piece.length;
    if (this.#totalBytes > totalBytes) {
      this.#endAtOnce(`${this.programName} printed more than ${describeBytes(totalBytes)}`);
    } else {
      pass();
    }
  }

  #onOutput(piece: Buffer): void {
    let begin = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, begin)) {
      if (!this.#addToLine(piece.subarray(begin, end))) {
        return;
      }
      this.#onLine(this.#partialLine.take());
      begin = end + 1;
    }
    this.#addToLine(piece.subarray(begin));
  }

  /** Adds to the line that is not complete. Returns false if the conversation has ended. */
  #addToLine(piece: Buffer): boolean {
    if (this.#endReason === undefined && !this.#partialLine.add(piece)) {
      const { lineBytes } = this.#limits;
      this.#endAtOnce(`${this.programName} printed a line of more than ${describeBytes(lineBytes)}`);
    }
    return this.#endReason === undefined;
  }

  #onLine(line: string): void {
    let event: Event;
    try {
      event = visibleData(this.parse(line));
    } catch (error) {
      this.#endAtOnce((error as Error).message);
      return;
    }
    if (this.#received.length === this.#limits.events) {
      this.#endAtOnce(`${this.programName} reported more than ${this.#limits.events} events`);
      return;
    }
    this.#received.push(event);
    for (const wait of [...this.#waits].filter(({ matches }) => matches(event))) {
      wait.resolve(event);
    }
  }

  /** The program has ended by itself, or its connection was lost. */
  #endedError(): Error {
    const { lastLine } = this.#errors;
    return new Error(`${this.programName} ended${lastLine && `: ${visible(lastLine)}`}`);
  }

  /** Ends the conversation with a program that does not keep to it. The program reads the end of its standard input. */
  #endAtOnce(reason: string): void {
    this.#end(new Error(visible(reason)));
    this.streams.input.end();
    this.streams.destroy();
  }

  #end(error: Error): void {
    this.#endReason ??= error;
    for (const wait of [...this.#waits]) {
      wait.reject(this.#endReason);
    }
  }
}
