import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

/**
 * The folder in which commands keep the files of a stack between two runs: `.cpnr/<stack>` in the project. It is the same for
 * every way to write the stack's name: `lab`, `acme/cpnr/lab`.
 */
export function stackFolder(stack: string): string {
  return join(__dirname, "../.cpnr", shortName(stack));
}

/** The name of a stack without its organization and project. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) as string;
}

/** The drill's journal: the VF that is removed and not restored yet. */
export function journalFile(stack: string): string {
  return join(stackFolder(stack), "drill.json");
}

/** The log of the process that restores what drills remove (drill/keeper.ts). */
export function keeperLogFile(stack: string): string {
  return join(stackFolder(stack), "keeper.log");
}

/** The memory file of heal. */
export function memoryFile(stack: string): string {
  return join(stackFolder(stack), "heal.json");
}

/** The log of heal's decisions: one JSON document in each line. */
export function healLogFile(stack: string): string {
  return join(stackFolder(stack), "heal.log");
}

/** The id of the lease of the command that holds the stack's lock, or of the last one that was killed. */
export function leaseFile(stack: string): string {
  return join(stackFolder(stack), "lease");
}

/** The output of the redeployments that heal makes. */
export function redeployLogFile(stack: string): string {
  return join(stackFolder(stack), "redeploy.log");
}

const holderSchema = z.object({ command: z.enum(["drill", "heal", "verify"]), pid: z.number() });

/** Commands that change the VNFs of a stack, or its files. Only one of them runs at a time. */
export type LockedCommand = z.output<typeof holderSchema>["command"];

/** Another command holds the lock of the stack. */
export class StackLocked extends Error {
  constructor(
    stack: string,
    /** The command that holds the lock. @default unknown */
    readonly holder: LockedCommand | undefined,
    pid: number | undefined,
  ) {
    super(
      `another ${holder ?? "command"} of stack ${stack} is running${pid === undefined ? "" : ` (process ${pid})`}: wait until it ends.`,
    );
  }
}

/** Time in ms after which the lock of a killed command expires. */
const STALE_MS = 10_000;

/**
 * Calls `use` while it holds the lock of the stack.
 * @param onLockLost is called if the lock has expired, for example because this machine was suspended
 * @throws {StackLocked} if another command holds the lock
 */
export async function withStackLock<T>(
  { stack, command }: { readonly stack: string; readonly command: LockedCommand },
  onLockLost: (error: Error) => void,
  use: () => Promise<T>,
): Promise<T> {
  const folder = stackFolder(stack);
  const holderFile = join(folder, "holder.json");
  mkdirSync(folder, { recursive: true });
  const release = await lock(folder, {
    lockfilePath: join(folder, "lock"),
    stale: STALE_MS,
    update: STALE_MS / 5,
    // Retry until the lock of a killed command has expired.
    retries: { retries: 12, factor: 1, minTimeout: STALE_MS / 10 },
    onCompromised: onLockLost,
  }).catch((error: Error & { code?: string }) => {
    if (error.code !== "ELOCKED") {
      throw error;
    }
    const holder = readHolder(holderFile);
    throw new StackLocked(stack, holder?.command, holder?.pid);
  });
  try {
    writeFileAtomic.sync(holderFile, JSON.stringify({ command, pid: process.pid }));
    return await use();
  } finally {
    // After an expiry, another command may hold the lock.
    await release().catch(() => undefined);
  }
}

function readHolder(file: string): z.output<typeof holderSchema> | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
