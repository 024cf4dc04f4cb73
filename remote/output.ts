/** Output of a program in bytes, up to a limit: a program on another machine may print without an end. */
export class LimitedOutput {
  #buffer = Buffer.alloc(0);
  #length = 0;

  /** @param maximumBytes maximum number of bytes that are kept */
  constructor(private readonly maximumBytes: number) {}

  /** Adds a piece of output. Returns false, and adds nothing, if the output would be longer than the limit. */
  add(piece: Buffer): boolean {
    const length = this.#length + piece.length;
    if (length > this.maximumBytes) {
      return false;
    }
    if (length > this.#buffer.length) {
      // Twice the size each time, so that many small pieces are not copied again and again.
      const larger = Buffer.allocUnsafe(Math.min(this.maximumBytes, Math.max(1024, 2 * length)));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    piece.copy(this.#buffer, this.#length);
    this.#length = length;
    return true;
  }

  /** Returns the text so far, and begins anew. */
  take(): string {
    const text = this.text;
    this.#length = 0;
    return text;
  }

  get text(): string {
    return this.#buffer.toString("utf8", 0, this.#length);
  }
}

/** The end of an output: the last bytes of it, up to a limit. */
export class OutputTail {
  readonly #buffer: Buffer;
  #length = 0;

  /** @param maximumBytes maximum number of bytes that are kept */
  constructor(private readonly maximumBytes: number) {
    this.#buffer = Buffer.alloc(2 * maximumBytes);
  }

  add(piece: Buffer): void {
    const last = piece.subarray(-this.maximumBytes);
    if (this.#length + last.length > this.#buffer.length) {
      this.#buffer.copy(this.#buffer, 0, this.#length - this.maximumBytes, this.#length);
      this.#length = this.maximumBytes;
    }
    last.copy(this.#buffer, this.#length);
    this.#length += last.length;
  }

  get text(): string {
    return this.#buffer.toString("utf8", Math.max(0, this.#length - this.maximumBytes), this.#length);
  }

  /** The last line that is not empty; an empty text if there is none. */
  get lastLine(): string {
    return this.text.trim().split("\n").at(-1) ?? "";
  }
}

/** A number of bytes in words, such as `4 MiB`. */
export function describeBytes(bytes: number): string {
  const [size, unit] =
    bytes >= 2 ** 20 ? [2 ** 20, "MiB"] : bytes >= 2 ** 10 ? [2 ** 10, "KiB"] : [1, "bytes"];
  return `${Math.round((bytes / size) * 10) / 10} ${unit}`;
}
