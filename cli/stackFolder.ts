import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";

/** The folder in which commands keep the files of a stack between two runs: `.cpnr/<stack>` in the project. */
export function stackFolder(stack: string): string {
  return join(__dirname, "../.cpnr", stack.replaceAll("/", "_"));
}

/** The drill's journal: the VF that is removed and not restored yet. */
export function journalFile(stack: string): string {
  return join(stackFolder(stack), "drill.json");
}

/** The memory file of heal. */
export function memoryFile(stack: string): string {
  return join(stackFolder(stack), "heal.json");
}

/** The log of heal's decisions: one JSON document in each line. */
export function healLogFile(stack: string): string {
  return join(stackFolder(stack), "heal.log");
}

/** The output of the redeployments that heal makes. */
export function redeployLogFile(stack: string): string {
  return join(stackFolder(stack), "redeploy.log");
}

/** Time in ms after which the lock of a killed command expires. */
const STALE_MS = 10_000;

/**
 * Calls `use` while it holds the lock of the stack: only one drill or heal of a stack runs at a time.
 * @param onLockLost is called if the lock has expired, for example because this machine was suspended
 * @throws if another command holds the lock
 */
export async function withStackLock<T>(
  stack: string,
  onLockLost: (error: Error) => void,
  use: () => Promise<T>,
): Promise<T> {
  const folder = stackFolder(stack);
  mkdirSync(folder, { recursive: true });
  const release = await lock(folder, {
    lockfilePath: join(folder, "lock"),
    stale: STALE_MS,
    update: STALE_MS / 5,
    // Retry until the lock of a killed command has expired.
    retries: { retries: 12, factor: 1, minTimeout: STALE_MS / 10 },
    onCompromised: onLockLost,
  }).catch((error: Error & { code?: string }) => {
    throw error.code === "ELOCKED"
      ? new Error(`another drill or heal of stack ${stack} is running: wait until it ends.`)
      : error;
  });
  try {
    return await use();
  } finally {
    // After an expiry, another command may hold the lock.
    await release().catch(() => undefined);
  }
}
