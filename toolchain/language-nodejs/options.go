package main

import (
	"cmp"
	"fmt"

	"github.com/google/shlex"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// options are a project's runtime options, as Pulumi.yaml has them under runtime.options.
type options struct {
	// typescript is whether @pulumi/pulumi registers ts-node. Default true.
	typescript bool
	// tsconfig is the file that configures ts-node. Default empty: tsconfig.json, if there is one.
	tsconfig string
	// nodeArgs are further arguments of node itself. Default none.
	nodeArgs []string
	// packageManager installs the dependencies: npm, yarn, pnpm, bun, or auto, which follows the lockfile. Default auto.
	packageManager npm.PackageManagerType
	// production is whether an installation leaves the development dependencies out. Default false.
	production bool
}

// optionsOf reads a project's runtime options; one of the wrong type or value is an error.
func optionsOf(info *pulumirpc.ProgramInfo) (options, error) {
	given := info.GetOptions().AsMap()
	read := options{typescript: true}
	nodeArgs, packageManager := "", string(npm.AutoPackageManager)
	if err := cmp.Or(
		set(&read.typescript, given, "typescript", "true or false"),
		set(&read.tsconfig, given, "tsconfig", "the path of a file"),
		set(&nodeArgs, given, "nodeargs", "a command line"),
		set(&packageManager, given, "packagemanager", "a name"),
		set(&read.production, given, "production", "true or false"),
	); err != nil {
		return options{}, err
	}
	var err error
	if read.nodeArgs, err = shlex.Split(nodeArgs); err != nil {
		return options{}, wrongOption("nodeargs", nodeArgs, "a command line whose quotations are closed")
	}
	switch read.packageManager = npm.PackageManagerType(packageManager); read.packageManager {
	case npm.AutoPackageManager, npm.NpmPackageManager, npm.YarnPackageManager, npm.PnpmPackageManager, npm.BunPackageManager:
		return read, nil
	}
	return options{}, wrongOption("packagemanager", packageManager, "auto, npm, yarn, pnpm or bun")
}

// set stores an option, if it is given.
func set[T any](target *T, given map[string]any, name, expected string) error {
	value, present := given[name]
	if !present {
		return nil
	}
	typed, ok := value.(T)
	if !ok {
		return wrongOption(name, value, expected)
	}
	*target = typed
	return nil
}

// wrongOption says which option is wrong, and what it should be.
func wrongOption(name string, value any, expected string) error {
	return fmt.Errorf("the runtime option %s is %#v, but must be %s: correct it in Pulumi.yaml", name, value, expected)
}
