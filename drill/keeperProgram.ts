import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { appendToLog } from "../remote/boundedLog";
import { Journal, type Removal } from "./journal";
import type { KeeperInput } from "./keeper";
import type { KeeperEvent, KeeperRequest } from "./keeperProtocol";
import { describeRemoval, removeVf, restoreVf } from "./ways";

/** Time in ms for which the keeper tries to restore a VF. After that, the next command of cpnr tries. */
const RESTORE_LIMIT_MS = 3_600_000;
/** Pause in ms after the first attempt; it doubles with each attempt. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The keeper of a drill (drill/keeper.ts). Its first line of standard input is a KeeperInput, each further line a request. Its
 * standard input ends with the drill, in whatever way the drill ends; then it restores the VF that is removed, and ends.
 */
class KeeperProgram {
  readonly #journal: Journal;
  #removed: Removal | undefined;

  constructor(private readonly input: KeeperInput) {
    this.#journal = new Journal(input.journal);
  }

  /** Reports that the drill may begin. */
  begin(): void {
    process.on("uncaughtException", ({ message }) => this.#log(message));
    this.#report({ event: "ready", pid: process.pid });
  }

  /** Handles one request. The next one waits until it is done. A drill that is killed can leave a part of a line. */
  async handle(line: string): Promise<void> {
    let request: KeeperRequest;
    try {
      request = JSON.parse(line);
    } catch {
      return;
    }
    switch (request.do) {
      case "remove":
        return this.#remove(request.removal);
      case "restore":
        return this.#restore();
      case "forget":
        return this.#forget();
    }
  }

  /** Restores what the drill left. */
  async end(): Promise<void> {
    if (this.#removed !== undefined) {
      this.#log(`the drill has ended, and ${describeRemoval(this.#removed)} is removed`);
      await this.#restore();
    }
  }

  async #remove(removal: Removal): Promise<void> {
    try {
      this.#journal.write(removal);
      this.#removed = removal;
      await removeVf(removal, this.input);
      this.#report({ event: "removed" });
    } catch (error) {
      this.#report({ event: "not removed", reason: (error as Error).message });
    }
  }

  async #restore(): Promise<void> {
    const removal = this.#removed;
    const deadline = performance.now() + RESTORE_LIMIT_MS;
    for (
      let pauseMs = FIRST_PAUSE_MS;
      removal !== undefined;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    ) {
      if (!this.#journal.holds(removal)) {
        this.#log(`another command has restored ${describeRemoval(removal)}`);
        break;
      }
      try {
        const nothingLeft = await restoreVf(removal, this.input);
        this.#log(
          `restored ${describeRemoval(removal)}${nothingLeft === undefined ? "" : `: ${nothingLeft}`}`,
        );
        break;
      } catch (error) {
        const reason = (error as Error).message;
        this.#report({ event: "failed", reason });
        this.#log(`could not restore ${describeRemoval(removal)}: ${reason}`);
        if (performance.now() > deadline) {
          return;
        }
        await pause(pauseMs);
      }
    }
    this.#forget();
  }

  #forget(): void {
    if (this.#removed !== undefined && this.#journal.holds(this.#removed)) {
      this.#journal.clear();
    }
    this.#removed = undefined;
    this.#report({ event: "restored" });
  }

  #report(event: KeeperEvent): void {
    process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  #log(text: string): void {
    try {
      appendToLog(this.input.log, `${new Date().toISOString()} ${text}`);
    } catch {
      // A full disk must not keep a VF removed.
    }
  }
}

/** Runs the keeper. */
export async function keep(): Promise<void> {
  // Only the end of the drill ends the keeper: not a signal, and not a closed terminal.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => undefined);
  }
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  let keeper: KeeperProgram | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    if (keeper === undefined) {
      keeper = new KeeperProgram(JSON.parse(line) as KeeperInput);
      keeper.begin();
    } else {
      await keeper.handle(line);
    }
  }
  await keeper?.end();
}
