#!/usr/bin/env node
require("./register");

// When the reader has gone, as with `| head`, the command stops as it does for a signal: a drill restores its VF first.
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
