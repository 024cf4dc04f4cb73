import { spawn } from "node:child_process";
import { once } from "node:events";

/** The result of a command on this machine. */
export interface CommandEnd {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  /** Standard output and standard error, mixed. */
  readonly output: string;
}

export interface UninterruptedOptions {
  /** Is called with each piece of output. @default the output is only returned */
  readonly onOutput?: (text: Buffer) => void;
  /** Time in ms after which the command and its children are killed. @default no limit */
  readonly timeoutMs?: number;
}

/**
 * Runs a command to its end. Ctrl-C at the terminal does not stop it, because it must not stop half-way.
 * @throws if the command does not exist, or does not end before the timeout
 */
export async function runUninterrupted(
  [command = "", ...args]: readonly string[],
  { onOutput = () => undefined, timeoutMs }: UninterruptedOptions = {},
): Promise<CommandEnd> {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text: Buffer) => {
      printed += text;
      onOutput(text);
    });
  }
  let isLate = false;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          isLate = true;
          // The process group: the command can have children, and they hold its output open.
          process.kill(-(child.pid as number), "SIGKILL");
        }, timeoutMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (isLate) {
      throw new Error(`${command} did not end within ${(timeoutMs as number) / 1000} s and was killed`);
    }
    return { code, output: printed };
  } finally {
    clearTimeout(timer);
  }
}
