package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// runner is the module that runs a program.
const runner = "@pulumi/pulumi/cmd/run"

// findNode finds node on PATH.
func findNode() (string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return "", fmt.Errorf("there is no node on PATH (%w): install Node.js (https://nodejs.org)", err)
	}
	return node, nil
}

// locateRunner finds the runner where npm installs it, or else where node does, which knows of other places too.
func locateRunner(ctx context.Context, node, program string) (string, error) {
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
