import { spawn } from "node:child_process";
import { once } from "node:events";

/** How a command of this machine ended. */
export interface CommandEnd {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  /** What it printed, its errors among it. */
  readonly said: string;
}

/**
 * Runs a command to its end, whatever is typed at the terminal meanwhile: it must not stop half-way.
 * @param hear hears what it prints, as it prints it
 * @throws if there is no such command
 */
export async function runUninterrupted(
  [command = "", ...args]: readonly string[],
  hear: (text: Buffer) => void = () => undefined,
): Promise<CommandEnd> {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text: Buffer) => {
      said += text;
      hear(text);
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}
