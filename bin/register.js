const { join } = require("node:path");
require("./privateCaches");

// TypeScript is transpiled as it is loaded, by this project's settings from whatever folder.
process.env.SWC_NODE_PROJECT = join(__dirname, "../tsconfig.json");
require("@swc-node/register");
