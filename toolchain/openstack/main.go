// The plugin pulumi-resource-openstack: Pulumi's bridge over terraform-provider-openstack, for machines where the official
// plugin can't be downloaded. It answers to every token of the npm package @pulumi/openstack of the same version, with the
// same properties, defaults and names.
package main

import "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

// version is the official plugin's, set by the build.
var version = "0.0.0"

// schema is empty: a TypeScript program brings the SDK along and never asks the plugin for it.
var schema = []byte("{}")

func main() {
	tfbridge.Main("openstack", version, provider(), schema)
}
