package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// arguments are node's for a program: its own first, then the runner of @pulumi/pulumi with what it is to know, then the
// program. The runner talks to the engine's resource monitor itself, so that it can use every call the engine has.
func (h *host) arguments(request *pulumirpc.RunRequest, runner string, read options) []string {
	arguments := append(append([]string{}, read.nodeArgs...), runner)
	for _, known := range []struct{ name, value string }{
		{"monitor", request.MonitorAddress},
		{"engine", h.engine.Load().(string)},
		{"organization", request.Organization},
		{"project", request.Project},
		{"root-directory", request.Info.RootDirectory},
		{"stack", request.Stack},
		{"pwd", request.Info.ProgramDirectory},
		{"parallel", strconv.Itoa(int(request.Parallel))},
		{"tracing", h.tracing},
	} {
		if known.value != "" {
			arguments = append(arguments, "--"+known.name, known.value)
		}
	}
	if request.DryRun {
		arguments = append(arguments, "--dry-run")
	}
	return append(append(arguments, request.Info.EntryPoint), request.Args...)
}

// environment is what the runner of @pulumi/pulumi reads from environment variables, which unlike arguments only the user
// can see: the configuration, with its secrets, and the options for ts-node.
func environment(request *pulumirpc.RunRequest, read options) ([]string, error) {
	variables, err := configuration(request.Config, request.ConfigSecretKeys)
	return append(variables, read.environment()...), err
}

// configuration is a stack's configuration, as environment variables.
func configuration(given map[string]string, secrets []string) ([]string, error) {
	values := map[string]string{}
	for key, value := range given {
		parsed, err := config.ParseKey(key)
		if err != nil {
			return nil, fmt.Errorf("the configuration key %q can't be read: %w", key, err)
		}
		// The form that every release of @pulumi/pulumi understands.
		values[parsed.Namespace()+":config:"+parsed.Name()] = value
	}
	encoded, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(append([]string{}, secrets...))
	if err != nil {
		return nil, err
	}
	return []string{"PULUMI_CONFIG=" + string(encoded), "PULUMI_CONFIG_SECRET_KEYS=" + string(secretKeys)}, nil
}

// environment is the options for ts-node, as environment variables.
func (read options) environment() []string {
	var variables []string
	if read.typescript {
		variables = append(variables, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if read.tsconfig != "" {
		variables = append(variables, "PULUMI_NODEJS_TSCONFIG_PATH="+read.tsconfig)
	}
	return variables
}
