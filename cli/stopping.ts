/** Somebody asked this process to stop. */
export class Stopped extends Error {}

/** Says to stop once somebody asks this process to: Ctrl-C, `kill`, or a terminal that goes away. */
export function stopping(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => controller.abort(new Stopped(`stopped by ${signal}`)));
  }
  return controller;
}
