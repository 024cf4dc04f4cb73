#!/usr/bin/env node
require("./register");
require("../cli/cpnr").main();
