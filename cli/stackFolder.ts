import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";

/** The folder of what commands remember of a stack between two runs, beside the program. */
export function stackFolder(stack: string): string {
  return join(__dirname, "../.cpnr", stack.replaceAll("/", "_"));
}

/** Where a drill notes what it has taken away. */
export function journalFile(stack: string): string {
  return join(stackFolder(stack), "drill.json");
}

/** Where heal remembers what it saw and did. */
export function memoryFile(stack: string): string {
  return join(stackFolder(stack), "heal.json");
}

/** Where heal logs its decisions, a JSON document a line. */
export function healLog(stack: string): string {
  return join(stackFolder(stack), "heal.log");
}

/** Time in ms after which the lock of a command that was killed is taken over. */
const STALE = 10_000;

/**
 * Does what no two commands may do to a stack at once.
 * @param lost hears that this machine slept for so long that another command may have begun
 * @throws if another one is at it
 */
export async function exclusively<T>(
  stack: string,
  lost: (error: Error) => void,
  use: () => Promise<T>,
): Promise<T> {
  const folder = stackFolder(stack);
  mkdirSync(folder, { recursive: true });
  const release = await lock(folder, {
    lockfilePath: join(folder, "lock"),
    stale: STALE,
    update: STALE / 5,
    // Long enough for a lock to become stale.
    retries: { retries: 12, factor: 1, minTimeout: STALE / 10 },
    onCompromised: lost,
  }).catch((error: Error & { code?: string }) => {
    throw error.code === "ELOCKED"
      ? new Error(`another drill or heal of stack ${stack} is at work: let it end.`)
      : error;
  });
  try {
    return await use();
  } finally {
    // A lock that was lost is another command's.
    await release().catch(() => undefined);
  }
}
