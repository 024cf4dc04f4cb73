import { spawn } from "node:child_process";
import { once } from "node:events";

/** The result of a command on this machine. */
export interface CommandEnd {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  /** Standard output and standard error, mixed. */
  readonly output: string;
}

/**
 * Runs a command to its end. Ctrl-C at the terminal does not stop it, because it must not stop half-way.
 * @param onOutput is called with each piece of output
 * @throws if the command does not exist
 */
export async function runUninterrupted(
  [command = "", ...args]: readonly string[],
  onOutput: (text: Buffer) => void = () => undefined,
): Promise<CommandEnd> {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text: Buffer) => {
      printed += text;
      onOutput(text);
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output: printed };
}
