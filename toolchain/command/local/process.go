package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"pulumi-cpnr/toolchain/command/lifecycle"
	"pulumi-cpnr/toolchain/command/output"
)

// cancelGrace is how long a cancelled command has to restore what it changed, before it is killed.
const cancelGrace = 10 * time.Second

// Process says how a command is run.
type Process struct {
	// Stdin is handed to the command as its standard input.
	Stdin *string `pulumi:"stdin,optional"`
	// Logging chooses the streams that are shown while the command runs.
	Logging *output.Logging `pulumi:"logging,optional"`
	// Interpreter is the program, with its arguments, that gets the command as its last argument: /bin/sh -c by default.
	Interpreter *[]string `pulumi:"interpreter,optional"`
	// Dir is the folder in which the command runs: the program's by default.
	Dir *string `pulumi:"dir,optional"`
	// Environment is added to the environment of the command.
	Environment *map[string]string `pulumi:"environment,optional"`
	// AssetPaths choose the files that are returned one by one (see glob).
	AssetPaths *[]string `pulumi:"assetPaths,optional"`
	// ArchivePaths choose the files that are returned as one archive (see glob).
	ArchivePaths *[]string `pulumi:"archivePaths,optional"`
	// AddPreviousOutputInEnv hands the command the output of the one before it: true by default.
	AddPreviousOutputInEnv *bool `pulumi:"addPreviousOutputInEnv,optional"`
}

// Outcome is what a command left.
type Outcome struct {
	Stdout  string                            `pulumi:"stdout"`
	Stderr  string                            `pulumi:"stderr"`
	Assets  *map[string]*types.AssetOrArchive `pulumi:"assets,optional"`
	Archive *resource.Archive                 `pulumi:"archive,optional"`
}

// run runs the command, if there is one, and puts what it left into outcome, which holds what the one before it left.
// When ctx ends, so do the command and its children.
func run(ctx context.Context, command *string, process Process, outcome *Outcome) error {
	if command == nil {
		return nil
	}
	cmd, err := process.command(ctx, *command)
	if err != nil {
		return err
	}
	for name, value := range lifecycle.PreviousOutput(process.AddPreviousOutputInEnv, outcome.Stdout, outcome.Stderr) {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	capture := output.NewCapture(ctx, process.Logging)
	cmd.Stdout, cmd.Stderr = capture.Stdout(), capture.Stderr()
	err = cmd.Run()
	if ctx.Err() != nil {
		// The command's children, which may ignore SIGTERM.
		_ = signalGroup(cmd, syscall.SIGKILL)
	}
	if err := capture.End(*command, err); err != nil {
		return err
	}
	return outcome.collect(cmd.Dir, process, capture)
}

func (p Process) command(ctx context.Context, command string) (*exec.Cmd, error) {
	args := []string{"/bin/sh", "-c"}
	if p.Interpreter != nil && len(*p.Interpreter) > 0 {
		args = *p.Interpreter
	}
	cmd := exec.CommandContext(ctx, args[0], append(args[1:len(args):len(args)], command)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return signalGroup(cmd, syscall.SIGTERM) }
	cmd.WaitDelay = cancelGrace

	var err error
	if p.Dir != nil {
		cmd.Dir = *p.Dir
	} else if cmd.Dir, err = os.Getwd(); err != nil {
		return nil, fmt.Errorf("finding the folder to run in: %w", err)
	}
	cmd.Env = os.Environ()
	if p.Environment != nil {
		for name, value := range *p.Environment {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	if p.Stdin != nil && *p.Stdin != "" {
		cmd.Stdin = strings.NewReader(*p.Stdin)
	}
	return cmd, nil
}

func (o *Outcome) collect(dir string, process Process, capture *output.Capture) error {
	if process.AssetPaths != nil {
		files, err := glob(dir, *process.AssetPaths)
		if err != nil {
			return err
		}
		assets := map[string]*types.AssetOrArchive{}
		for path, asset := range files {
			assets[path] = &types.AssetOrArchive{Asset: asset}
		}
		o.Assets = &assets
	}
	if process.ArchivePaths != nil {
		files, err := glob(dir, *process.ArchivePaths)
		if err != nil {
			return err
		}
		members := map[string]any{}
		for path, asset := range files {
			members[path] = asset
		}
		if o.Archive, err = resource.NewAssetArchive(members); err != nil {
			return fmt.Errorf("archiving the files in %s: %w", dir, err)
		}
	}
	o.Stdout, o.Stderr = capture.Streams()
	return nil
}

// signalGroup sends a signal to a command and its children.
func signalGroup(cmd *exec.Cmd, signal syscall.Signal) error {
	if cmd.Process == nil {
		return nil
	}
	return syscall.Kill(-cmd.Process.Pid, signal)
}
