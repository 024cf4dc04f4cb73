import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Waits until a process has ended, at most 20 s. A zombie has ended, and its parent has not noticed yet. */
export async function hasEnded(pid: number): Promise<boolean> {
  for (let count = 0; count < 200 && isRunning(pid); count += 1) {
    await pause(100);
  }
  return !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
