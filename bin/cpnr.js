#!/usr/bin/env node
require("./register");

// If the reader of the output has ended, as in `| head`, the command stops as after a signal: a drill first restores the VF.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
  process.kill(process.pid, "SIGTERM");
});

if (process.argv[2] === "complete") {
  require("./complete").complete();
} else {
  require("../cli/cpnr").main();
}
