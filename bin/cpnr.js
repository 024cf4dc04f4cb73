#!/usr/bin/env node
require("./register");

// If the reader of the output has ended, as in `| head`, or the terminal is closed, the command stops as after a signal: a drill
// first restores the VF, and heal first completes its recovery.
process.stdout.once("error", ({ code, message }) => {
  // Only the first error matters.
  process.stdout.on("error", () => undefined);
  if (code === "EPIPE" || code === "EIO") {
    process.kill(process.pid, "SIGTERM");
    return;
  }
  // Such as a full disk: the command goes on, because it may do more than print.
  console.error(`cpnr: can't write to standard output: ${message}`);
  process.once("exit", (exitCode) => {
    process.exitCode = exitCode || 1;
  });
});
// Nobody is left who could read about it.
process.stderr.on("error", () => undefined);

if (process.argv[2] === "complete") {
  require("./complete").complete();
} else {
  require("../cli/cpnr").main();
}
