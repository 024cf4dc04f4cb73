"use strict";

const pulumi = require("@pulumi/pulumi");
const { Config } = require("./config");
const { getConfig, getConfigOutput } = require("./getConfig");
const { Provider } = require("./provider");
const { version } = require("./package.json");

module.exports = { Config, Provider, getConfig, getConfigOutput };

pulumi.runtime.registerResourceModule("cloudinit", "index/config", {
  version,
  construct: (name, type, urn) => {
    if (type !== Config.__pulumiType) throw new Error(`unknown resource type ${type}`);
    return new Config(name, undefined, { urn });
  },
});
pulumi.runtime.registerResourcePackage("cloudinit", {
  version,
  constructProvider: (name, type, urn) => {
    if (type !== "pulumi:providers:cloudinit") throw new Error(`unknown provider type ${type}`);
    return new Provider(name, undefined, { urn });
  },
});
