package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// messageShown is the exit code by which a program says that it has told the user what is wrong.
const messageShown = 32

// errMessageShown is the outcome of a program that has told the user what is wrong, so that nobody need do so again.
var errMessageShown = errors.New("the program has told the user what is wrong")

// Run runs a program to its end. That the program fails is a result; only what is wrong with the call is an error.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	ctx, cancel := h.whileAlive(ctx)
	defer cancel()
	program, err := h.program(ctx, request)
	if err == nil {
		err = outcome(program.Run())
	}
	switch {
	case ctx.Err() != nil:
		return &pulumirpc.RunResponse{Error: "the program was cancelled"}, nil
	case errors.Is(err, errMessageShown):
		return &pulumirpc.RunResponse{Bail: true}, nil
	case err != nil:
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}

// whileAlive is a context that also ends with the host.
func (h *host) whileAlive(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(h.alive, cancel)
	return ctx, func() { stop(); cancel() }
}

// program is the command that runs a program.
func (h *host) program(ctx context.Context, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	found, err := findRunner(ctx, request.Info, request.AttachDebugger, programRunner)
	if err != nil {
		return nil, err
	}
	variables, err := environment(request, found.read)
	if err != nil {
		return nil, err
	}
	program := nodeCommand(ctx, found.node, h.arguments(request, found.module, found.read), variables)
	// Wrapped, so that the program gets pipes of its own: node may make them non-blocking, which would be the host's too.
	program.Stdout = struct{ io.Writer }{os.Stdout}
	program.Stderr = struct{ io.Writer }{os.Stderr}
	return program, nil
}

// outcome is how a program ended, for people.
func outcome(err error) error {
	var exit *exec.ExitError
	switch {
	// That a process the program left behind still holds its output is no failure.
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil
	case !errors.As(err, &exit):
		return fmt.Errorf("the program can't be run: %w", err)
	case exit.ExitCode() == messageShown:
		return errMessageShown
	case exit.Exited():
		return fmt.Errorf("the program exited with code %d", exit.ExitCode())
	}
	return fmt.Errorf("the program was ended by a signal (%v)", exit)
}
