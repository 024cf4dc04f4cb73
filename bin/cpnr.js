#!/usr/bin/env node
require("./register");
if (process.argv[2] === "complete") {
  require("./complete").complete();
} else {
  require("../cli/cpnr").main();
}
