import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { EMPTY_MEMORY, parseMemory, type StackMemory } from "./memory";

/** Where heal keeps the text of its memory. */
export interface MemoryStorage {
  /** Undefined if there is no text. */
  readonly read: () => string | undefined;
  readonly write: (text: string) => void;
  /** Moves a text aside that is not a memory. @returns a sentence with the new place */
  readonly moveAside: () => string;
}

/**
 * What heal remembers. It is kept on disk, so that the next heal continues after one that ended. If the disk is full, heal goes on
 * with the memory of this process.
 */
export class MemoryStore {
  #memory: StackMemory;
  #lastProblem = "";

  /** @param warn is called with a sentence if the memory can't be read or written */
  constructor(
    private readonly storage: MemoryStorage,
    private readonly warn: (sentence: string) => void,
  ) {
    this.#memory = this.#read();
  }

  get memory(): StackMemory {
    return this.#memory;
  }

  save(memory: StackMemory): void {
    this.#memory = memory;
    try {
      this.storage.write(JSON.stringify(memory, null, 2));
      this.#lastProblem = "";
    } catch (error) {
      this.#report(
        `heal can't write its memory, and goes on without the disk: ${(error as Error).message}. Until that works, do not restart heal: it would forget its recoveries.`,
      );
    }
  }

  #read(): StackMemory {
    let text: string | undefined;
    try {
      text = this.storage.read();
    } catch (error) {
      this.#report(`heal can't read its memory, and begins without one: ${(error as Error).message}.`);
    }
    if (text === undefined) {
      return EMPTY_MEMORY;
    }
    try {
      return parseMemory(text);
    } catch {
      this.#report(this.#moveAside());
      return EMPTY_MEMORY;
    }
  }

  #moveAside(): string {
    try {
      return this.storage.moveAside();
    } catch (error) {
      return `heal's memory can't be used, and can't be moved aside: ${(error as Error).message}.`;
    }
  }

  /** Warns about a problem once. */
  #report(problem: string): void {
    if (problem !== this.#lastProblem) {
      this.#lastProblem = problem;
      this.warn(problem);
    }
  }
}

/** A file with heal's memory. Each write is complete or has no effect. @param isReadOnly whether nothing may be changed */
export function memoryFileStorage(file: string, isReadOnly = false): MemoryStorage {
  return {
    read: () => {
      try {
        return readFileSync(file, "utf8");
      } catch (error) {
        if ((error as { code?: string }).code === "ENOENT") {
          return undefined;
        }
        throw error;
      }
    },
    write: (text) => {
      if (!isReadOnly) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileAtomic.sync(file, text, { mode: 0o600, fsync: true });
      }
    },
    moveAside: () => {
      const problem = `${file} is not a memory of heal, or of a newer version`;
      if (isReadOnly) {
        return `${problem}: this dry run begins without a memory.`;
      }
      renameSync(file, `${file}.corrupt`);
      return `${problem}: heal moved it to ${file}.corrupt and begins without a memory.`;
    },
  };
}
