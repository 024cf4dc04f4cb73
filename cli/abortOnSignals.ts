/** This process received a signal to stop. */
export class StoppedBySignal extends Error {}

/** Returns a controller that is aborted when this process is asked to stop: by Ctrl-C, `kill`, or a closed terminal. */
export function abortOnSignals(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => controller.abort(new StoppedBySignal(`stopped by ${signal}`)));
  }
  return controller;
}
