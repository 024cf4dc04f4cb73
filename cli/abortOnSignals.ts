import { setMaxListeners } from "node:events";

/** This process received a signal to stop. */
export class StoppedBySignal extends Error {}

/** Returns a controller that is aborted when this process is asked to stop: by Ctrl-C, `kill`, or a closed terminal. */
export function abortOnSignals(): AbortController {
  const controller = new AbortController();
  // Each wait listens, and a stack has many VNFs: Node.js would warn of a leak.
  setMaxListeners(0, controller.signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => controller.abort(new StoppedBySignal(`stopped by ${signal}`)));
  }
  return controller;
}

/**
 * Runs a command that leaves nothing to restore when it ends early. A signal ends this process at once, with one sentence and
 * exit code 1.
 * @param run rejects when its signal is aborted
 */
export async function runUntilSignal(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const { signal } = abortOnSignals();
  try {
    await run(signal);
  } catch (error) {
    if (!(signal.reason instanceof StoppedBySignal)) {
      throw error;
    }
    console.error(`cpnr: ${signal.reason.message}.`);
    // Requests to the cloud go on until their timeout, and would keep this process alive.
    process.exit(1);
  }
}
