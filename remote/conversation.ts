import type { Readable, Writable } from "node:stream";

/** How a conversation's other side is reached. */
export interface Line {
  readonly output: Readable;
  /** What it says when it can't go on. */
  readonly errors: Readable;
  readonly input: Writable;
  /** Ends the connection. */
  readonly close: () => void;
}

/** What was waited for did not come in time. */
export class WaitTimeout extends Error {}

/** What one waits for. */
interface Wait<Event> {
  readonly wanted: (event: Event) => boolean;
  readonly resolve: (event: Event) => void;
  readonly reject: (error: Error) => void;
}

/** Talks to a program that runs elsewhere: it prints an event a line, as JSON, and takes words, one a line. */
export class Conversation<Event> {
  readonly #heard: Event[] = [];
  readonly #waits = new Set<Wait<Event>>();
  #rest = "";
  #complaint = "";
  #ended: Error | undefined;

  /**
   * @param who whom one talks to, for sentences
   * @param parse reads a line; throws if it is no event
   */
  constructor(
    private readonly who: string,
    private readonly line: Line,
    private readonly parse: (line: string) => Event,
  ) {
    line.output.setEncoding("utf8");
    line.output.on("data", (text: string) => this.#take(text));
    line.errors.setEncoding("utf8");
    line.errors.on("data", (text: string) => {
      this.#complaint = text.trim().split("\n").at(-1) || this.#complaint;
    });
    line.output.on("close", () =>
      this.#end(new Error(`${who} ended${this.#complaint && `: ${this.#complaint}`}`)),
    );
    line.input.on("error", () => undefined);
  }

  /** All that was heard, in order. */
  get heard(): readonly Event[] {
    return this.#heard;
  }

  /** @throws if the other side has ended: what it told may not be all */
  requireOpen(): void {
    if (this.#ended !== undefined) {
      throw this.#ended;
    }
  }

  say(word: string): void {
    this.line.input.write(`${word}\n`);
  }

  /**
   * Waits for an event, of those heard already or later.
   * @param from how many of those heard don't count
   * @param timeLimit ms
   * @throws if it doesn't come in time, the other side has ended, or `signal` says to stop
   */
  until(
    wanted: (event: Event) => boolean,
    { from = 0, timeLimit, signal }: { from?: number; timeLimit: number; signal?: AbortSignal | undefined },
  ): Promise<Event> {
    const known = this.#heard.slice(from).find(wanted);
    if (known !== undefined) {
      return Promise.resolve(known);
    }
    if (this.#ended ?? signal?.aborted) {
      return Promise.reject(this.#ended ?? signal?.reason);
    }
    return new Promise((resolve, reject) => {
      const settled = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stopped);
        this.#waits.delete(wait);
      };
      const wait: Wait<Event> = {
        wanted,
        resolve: (event) => {
          settled();
          resolve(event);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      const stopped = () => wait.reject(signal?.reason);
      const timer = setTimeout(
        () => wait.reject(new WaitTimeout(`${this.who} sent no such event within ${timeLimit / 1000} s`)),
        timeLimit,
      );
      signal?.addEventListener("abort", stopped);
      this.#waits.add(wait);
    });
  }

  /** Ends it; the program sees the end of its input. */
  close(): void {
    this.#end(new Error(`${this.who} is closed`));
    this.line.input.end();
    this.line.close();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() as string;
    for (const line of lines) {
      try {
        const event = this.parse(line);
        this.#heard.push(event);
        for (const wait of [...this.#waits].filter(({ wanted }) => wanted(event))) {
          wait.resolve(event);
        }
      } catch (error) {
        this.#end(error as Error);
      }
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const wait of [...this.#waits]) {
      wait.reject(this.#ended);
    }
  }
}
