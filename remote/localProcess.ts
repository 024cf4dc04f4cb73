import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { describeBytes, LimitedOutput, OutputTail } from "./output";
import type { Program } from "./program";
import { type WaitLimits, waitWithin } from "./wait";

/** A process on this machine, the leader of its process group. */
export type LocalProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Time in ms after SIGTERM until a process group gets SIGKILL. */
const KILL_DELAY_MS = 2000;

/** Time in ms after the end of a process for its last output. A process that it left behind can keep the output open. */
const DRAIN_MS = 1000;

/**
 * Starts a process in its own process group: Ctrl-C at the terminal does not stop it.
 * @param env its environment. @default the environment of this process
 */
export function startProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): LocalProcess {
  return spawn(command, args, { detached: true, stdio: ["pipe", "pipe", "pipe"], env });
}

/** The environment of a program that needs no credentials: only where programs are, and the locale. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LANG, LC_ALL, TMPDIR } = process.env;
  return { PATH, LANG, LC_ALL, TMPDIR };
}

/** Kills the process group of a process: SIGTERM, and SIGKILL after {@link KILL_DELAY_MS}. */
export function killGroup(child: LocalProcess): void {
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), KILL_DELAY_MS);
  // Another process of the group may go on, but this process does not wait for it.
  child.once("close", () => timer.unref());
}

function signalGroup({ pid }: LocalProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, signal);
    }
  } catch {
    // ESRCH: every process of the group has ended.
  }
}

/**
 * Waits until a process has ended and its output has arrived.
 * @returns the exit code; null where a signal ended it
 * @throws if the command does not exist
 */
export function waitForExit(child: LocalProcess, limits: WaitLimits = {}): Promise<number | null> {
  return waitWithin(limits, ({ resolve, reject }) => {
    let drained: NodeJS.Timeout | undefined;
    child.once("error", reject);
    child.once("close", resolve);
    child.once("exit", (code) => {
      drained = setTimeout(() => resolve(code), DRAIN_MS);
    });
    return () => {
      clearTimeout(drained);
      child.stdout.destroy();
      child.stderr.destroy();
    };
  });
}

/** The limits of {@link runLocal}. */
export interface LocalLimits extends Pick<WaitLimits, "signal"> {
  /** Maximum run time in ms. */
  readonly timeoutMs: number;
  /** Maximum number of bytes of the standard output. */
  readonly maximumBytes: number;
}

/** Maximum number of bytes that are kept of standard error. */
const ERROR_TAIL_BYTES = 4096;

/**
 * Runs a program on this machine to its end. Its process group is killed if it exceeds a limit.
 * @returns the standard output, or the standard error if there is no standard output
 */
export async function runLocal(
  { command, input }: Program,
  { timeoutMs, maximumBytes, signal }: LocalLimits,
): Promise<string> {
  signal?.throwIfAborted();
  const child = startProcess("sh", ["-c", command], bareEnvironment());
  const output = new LimitedOutput(maximumBytes);
  const errors = new OutputTail(ERROR_TAIL_BYTES);
  child.stderr.on("data", (piece: Buffer) => errors.add(piece));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const overLimit = new Promise<never>((_, reject) => {
    child.stdout.on("data", (piece: Buffer) => {
      if (!output.add(piece)) {
        reject(new Error(`the program printed more than ${describeBytes(maximumBytes)}`));
      }
    });
  });
  const timeoutError = () => new Error(`the program did not end within ${timeoutMs / 1000} s`);
  try {
    await Promise.race([waitForExit(child, { timeoutMs, timeoutError, signal }), overLimit]);
  } catch (error) {
    child.stdout.destroy();
    killGroup(child);
    throw error;
  }
  return output.text || errors.text;
}
