// Loads a Pulumi program in TypeScript: require("cpnr/register"), in the nodeargs of Pulumi.yaml.
require("./privateCaches");
// Node's compiled code is kept, which saves a second of every start.
require("v8-compile-cache");
require("./register");
