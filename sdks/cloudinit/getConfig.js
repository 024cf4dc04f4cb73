"use strict";

const pulumi = require("@pulumi/pulumi");
const { version } = require("./package.json");

const token = "cloudinit:index/getConfig:getConfig";

function properties({ base64Encode, boundary, gzip, parts }) {
  return { base64Encode, boundary, gzip, parts };
}

function getConfig(args, opts) {
  return pulumi.runtime.invoke(token, properties(args), pulumi.mergeOptions({ version }, opts ?? {}));
}

function getConfigOutput(args, opts) {
  return pulumi.runtime.invokeOutput(token, properties(args), pulumi.mergeOptions({ version }, opts ?? {}));
}

module.exports = { getConfig, getConfigOutput };
