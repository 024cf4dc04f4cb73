"use strict";

const pulumi = require("@pulumi/pulumi");
const { version } = require("./package.json");

const inputs = ["base64Encode", "boundary", "gzip", "parts"];

class Config extends pulumi.CustomResource {
  static __pulumiType = "cloudinit:index/config:Config";

  static get(name, id, state, opts) {
    return new Config(name, state, { ...opts, id });
  }

  static isInstance(obj) {
    return obj?.__pulumiType === Config.__pulumiType;
  }

  constructor(name, argsOrState, opts = {}) {
    if (argsOrState?.parts === undefined && !opts.id && !opts.urn) {
      throw new Error("Missing required property 'parts'");
    }
    const properties = { rendered: opts.id ? argsOrState?.rendered : undefined };
    for (const input of inputs) properties[input] = argsOrState?.[input];
    super(Config.__pulumiType, name, properties, pulumi.mergeOptions({ version }, opts));
  }
}

module.exports = { Config };
