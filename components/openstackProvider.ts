import * as pulumi from "@pulumi/pulumi";

/**
 * Version of the OpenStack plugin (toolchain/versions.env). The npm SDK may have another version, because its classes only
 * give types.
 */
export const OPENSTACK_PLUGIN_VERSION = "5.5.1";

/**
 * The provider of every OpenStack resource. It has no arguments: the plugin reads clouds.yaml and the OS_* variables itself,
 * so that the state has no secret. The SDK's own class would add arguments that newer plugins refuse, such as useOctavia.
 */
export class OpenstackProvider extends pulumi.ProviderResource {
  constructor(name: string, opts?: pulumi.ResourceOptions) {
    super("openstack", name, {}, { ...opts, version: OPENSTACK_PLUGIN_VERSION });
  }
}
