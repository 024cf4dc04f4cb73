// The plugin pulumi-resource-command, for machines where the official one can't be downloaded: the same tokens, inputs,
// outputs and behaviour as pulumi-command of the same version.
package main

import (
	"fmt"
	"os"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	host "github.com/pulumi/pulumi/pkg/v3/resource/provider"

	"pulumi-cpnr/toolchain/command/local"
	"pulumi-cpnr/toolchain/command/remote"
)

const name = "command"

// version is the official plugin's, set by the build.
var version = "0.0.0"

func main() {
	if err := host.Main(name, newServer); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-command:", err)
		os.Exit(1)
	}
}

// newProvider gathers the resources and functions. The modules of their tokens are the names of their Go packages.
func newProvider() provider.Provider {
	return infer.Provider(infer.Options{
		Resources: []infer.InferredResource{
			infer.Resource(&local.Command{}),
			infer.Resource(&remote.Command{}),
			infer.Resource(&remote.CopyToRemote{}),
			infer.Resource(&remote.CopyFile{}),
		},
		Functions: []infer.InferredFunction{
			infer.Function(&local.Run{}),
		},
	})
}
