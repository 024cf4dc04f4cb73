// The SDK has registered ts-node, which would check the types of every file at each preview. `make test` checks them, so the
// files are only transpiled here.
delete require.extensions[".ts"];
delete require.extensions[".tsx"];
require("../bin/program");
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("cpnr", { policies: require("./index").policies });
