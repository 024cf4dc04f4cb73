import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { openLog } from "../remote/boundedLog";
import { type CommandEnd, MAXIMUM_KEPT_BYTES, runUninterrupted } from "../remote/uninterrupted";

/** Interval in ms at which new output is shown. */
const SHOW_INTERVAL_MS = 500;

/**
 * Runs a command to its end. Its output goes to a log file, so the command does not end if this process or its terminal ends.
 * Ctrl-C at the terminal does not stop it. If the log can't be opened, the output comes over a pipe.
 * @param show is called with new output
 * @throws if the command does not exist
 */
export async function runLogged(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  logFile: string,
  show: (text: string) => void,
): Promise<CommandEnd> {
  let log: number;
  try {
    log = openLog(logFile);
  } catch (error) {
    show(`can't write ${logFile}: ${(error as Error).message}\n`);
    return runUninterrupted(command, (piece) => show(piece.toString()), { env });
  }
  const start = fstatSync(log).size;
  const shown = new FileTail(logFile, start, show);
  let child: ChildProcess;
  try {
    child = startDetached(command, env, ["ignore", log, log]);
  } finally {
    closeSync(log);
  }
  const timer = setInterval(() => shown.readOn(), SHOW_INTERVAL_MS);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    shown.readOn();
    return { code, output: shown.text };
  } finally {
    clearInterval(timer);
  }
}

/** Starts a command in a session of its own: a signal of the terminal does not reach it. */
function startDetached(
  [command = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  stdio: ("ignore" | number)[],
): ChildProcess {
  return spawn(command, args, { detached: true, stdio, env });
}

/** Reads what is appended to a file. */
class FileTail {
  /** The last part of what was read. */
  text = "";
  readonly #decoder = new TextDecoder();

  constructor(
    private readonly file: string,
    private offset: number,
    private readonly show: (text: string) => void,
  ) {}

  /** Reads and shows what is new. */
  readOn(): void {
    const buffer = Buffer.alloc(64 * 1024);
    try {
      const file = openSync(this.file, "r");
      try {
        for (;;) {
          const length = readSync(file, buffer, 0, buffer.length, this.offset);
          if (length === 0) {
            return;
          }
          this.offset += length;
          const text = this.#decoder.decode(buffer.subarray(0, length), { stream: true });
          this.text = (this.text + text).slice(-MAXIMUM_KEPT_BYTES);
          this.show(text);
        }
      } finally {
        closeSync(file);
      }
    } catch {
      // The log can't be read now. The command goes on.
    }
  }
}
