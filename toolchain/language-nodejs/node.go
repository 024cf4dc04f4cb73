package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// The modules of the SDK that run a program, a policy pack, and any other plugin.
const (
	programRunner    = "@pulumi/pulumi/cmd/run"
	policyPackRunner = "@pulumi/pulumi/cmd/run-policy-pack"
	pluginRunner     = "@pulumi/pulumi/cmd/run-plugin"
)

// grace is how long a cancelled program may take to end; the engine gives the host itself 5 s.
const grace = 3 * time.Second

// findNode finds node on PATH.
func findNode() (string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return "", fmt.Errorf("there is no node on PATH (%w): install Node.js (https://nodejs.org)", err)
	}
	return node, nil
}

// locateRunner finds the runner where npm installs it, or else where node does, which knows of other places too.
func locateRunner(ctx context.Context, node, runner, program string) (string, error) {
	if found, ok := installedFile(program, runner+"/index.js"); ok {
		return found, nil
	}
	resolve := exec.CommandContext(ctx, node, "--print", fmt.Sprintf("require.resolve(%q)", runner))
	resolve.Dir = program
	found, err := resolve.Output()
	if err == nil {
		return strings.TrimSpace(string(found)), nil
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) && bytes.Contains(failed.Stderr, []byte("MODULE_NOT_FOUND")) {
		return "", fmt.Errorf("the package @pulumi/pulumi is not installed in %s or above: run `pulumi install` there", program)
	}
	if failed != nil {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(failed.Stderr))
	}
	return "", fmt.Errorf("%s can't be located from %s: %w", runner, program, err)
}

// foundRunner is a runner of the SDK with what a command for it takes.
type foundRunner struct {
	node   string
	module string
	read   options
}

// findRunner finds node and a runner of the SDK for a program or a plugin, and reads its options.
func findRunner(
	ctx context.Context, info *pulumirpc.ProgramInfo, attachDebugger bool, runner string,
) (foundRunner, error) {
	if attachDebugger {
		return foundRunner{}, errors.New(
			officialOnly("--attach-debugger (the runtime option nodeargs: --inspect-brk does without)"))
	}
	read, err := optionsOf(info)
	if err != nil {
		return foundRunner{}, err
	}
	node, err := findNode()
	if err != nil {
		return foundRunner{}, err
	}
	module, err := locateRunner(ctx, node, runner, info.ProgramDirectory)
	return foundRunner{node, module, read}, err
}

// nodeCommand is a command that runs node with further environment variables. When the context ends it is interrupted, and
// killed if that doesn't do.
func nodeCommand(ctx context.Context, node string, arguments, variables []string) *exec.Cmd {
	command := exec.CommandContext(ctx, node, arguments...)
	command.Env = append(os.Environ(), variables...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = grace
	return command
}
