import { killGroup, startProcess, waitForExit } from "./localProcess";
import { OutputTail } from "./output";

/** The result of a command on this machine. */
export interface CommandEnd {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  /** The end of standard output and standard error, mixed: at most {@link MAXIMUM_KEPT_BYTES}. */
  readonly output: string;
}

/** Maximum number of bytes that are kept of a command's output. */
export const MAXIMUM_KEPT_BYTES = 2 ** 20;

/**
 * Runs a command to its end. Ctrl-C at the terminal does not stop it, because it must not stop half-way.
 * @param onOutput is called with each piece of output
 * @param timeoutMs maximum run time in ms; then its process group is killed. @default no limit
 * @param env its environment. @default the environment of this process
 * @throws if the command does not exist, or did not end before the timeout
 */
export async function runUninterrupted(
  command: readonly string[],
  onOutput: (text: Buffer) => void = () => undefined,
  { timeoutMs, env }: { readonly timeoutMs?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandEnd> {
  const [program = "", ...args] = command;
  const child = startProcess(program, args, env);
  child.stdin.on("error", () => undefined).end();
  const tail = new OutputTail(MAXIMUM_KEPT_BYTES);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece: Buffer) => {
      tail.add(piece);
      onOutput(piece);
    });
  }
  const timeoutError = () =>
    new Error(`${command.join(" ")} did not end within ${(timeoutMs ?? 0) / 1000} s, and was killed.`);
  try {
    return { code: await waitForExit(child, { timeoutMs, timeoutError }), output: tail.text };
  } catch (error) {
    killGroup(child);
    throw error;
  }
}
