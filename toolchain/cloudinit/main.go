// The plugin pulumi-resource-cloudinit, for machines where the official one can't be downloaded: the same tokens, inputs
// and outputs as pulumi-cloudinit of the same version, and byte for byte the same rendering.
package main

import (
	"fmt"
	"os"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	host "github.com/pulumi/pulumi/pkg/v3/resource/provider"
)

const name = "cloudinit"

// version is the official plugin's, set by the build.
var version = "0.0.0"

func main() {
	if err := host.Main(name, newServer); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-cloudinit:", err)
		os.Exit(1)
	}
}

// newProvider gathers the resource and the function.
func newProvider() provider.Provider {
	return withID(infer.Provider(infer.Options{
		Resources: []infer.InferredResource{infer.Resource(&Config{})},
		Functions: []infer.InferredFunction{infer.Function(&GetConfig{})},
	}))
}
