"use strict";

const pulumi = require("@pulumi/pulumi");
const { version } = require("./package.json");

class Provider extends pulumi.ProviderResource {
  static __pulumiType = "cloudinit";

  static isInstance(obj) {
    return obj?.__pulumiType === `pulumi:providers:${Provider.__pulumiType}`;
  }

  constructor(name, _args, opts) {
    super(Provider.__pulumiType, name, {}, pulumi.mergeOptions({ version }, opts ?? {}));
  }
}

module.exports = { Provider };
