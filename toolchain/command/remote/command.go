// Package remote runs commands on, and copies files to, other machines over SSH.
package remote

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"

	"pulumi-cpnr/toolchain/command/lifecycle"
	"pulumi-cpnr/toolchain/command/output"
)

// Command is the resource command:remote:Command.
type Command struct{}

// CommandArgs are its inputs.
type CommandArgs struct {
	lifecycle.Commands
	// Connection is the machine that the command runs on.
	Connection *Connection `pulumi:"connection" provider:"secret"`
	// Stdin is handed to the command as its standard input.
	Stdin *string `pulumi:"stdin,optional"`
	// Logging chooses the streams that are shown while the command runs.
	Logging *output.Logging `pulumi:"logging,optional"`
	// Environment is added to the environment of the command, as far as the server allows it.
	Environment map[string]string `pulumi:"environment,optional"`
	// AddPreviousOutputInEnv hands the command the output of the one before it: true by default.
	AddPreviousOutputInEnv *bool `pulumi:"addPreviousOutputInEnv,optional"`
}

// Outcome is what a command left.
type Outcome struct {
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// CommandState are its outputs.
type CommandState struct {
	CommandArgs
	Outcome
}

// Create runs the create command, if there is one.
func (*Command) Create(
	ctx context.Context, request infer.CreateRequest[CommandArgs],
) (infer.CreateResponse[CommandState], error) {
	response := infer.CreateResponse[CommandState]{Output: CommandState{CommandArgs: request.Inputs}}
	var err error
	if response.ID, err = lifecycle.NewID(request.Name); err != nil || request.DryRun {
		return response, err
	}
	return response, response.Output.run(ctx, request.Inputs.Create)
}

// Update runs the update command, or else the create command.
func (*Command) Update(
	ctx context.Context, request infer.UpdateRequest[CommandArgs, CommandState],
) (infer.UpdateResponse[CommandState], error) {
	response := infer.UpdateResponse[CommandState]{
		Output: CommandState{CommandArgs: request.Inputs, Outcome: request.State.Outcome},
	}
	if request.DryRun {
		return response, nil
	}
	return response, response.Output.run(ctx, request.Inputs.OnUpdate())
}

// Delete runs the delete command, if there is one.
func (*Command) Delete(
	ctx context.Context, request infer.DeleteRequest[CommandState],
) (infer.DeleteResponse, error) {
	return infer.DeleteResponse{}, request.State.run(ctx, request.State.Delete)
}

// run runs the command, if there is one, and puts what it wrote into the state, which holds what the one before it wrote.
// When ctx ends, so does the command.
func (s *CommandState) run(ctx context.Context, command *string) error {
	if command == nil {
		return nil
	}
	connection, err := s.Connection.dial(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	session, err := connection.NewSession()
	if err != nil {
		return err
	}
	defer session.Close()
	defer context.AfterFunc(ctx, func() {
		_ = session.Signal(ssh.SIGKILL)
		_ = connection.Close()
	})()
	if err := s.setEnvironment(ctx, session); err != nil {
		return err
	}
	if s.Stdin != nil && *s.Stdin != "" {
		session.Stdin = strings.NewReader(*s.Stdin)
	}
	capture := output.NewCapture(ctx, s.Logging)
	session.Stdout, session.Stderr = capture.Stdout(), capture.Stderr()
	if err := capture.End(*command, session.Run(*command)); err != nil {
		return err
	}
	s.Stdout, s.Stderr = capture.Streams()
	return nil
}

const environmentRefused = "Unable to set '%s'. This only works if the SSH server accepts the variable (AcceptEnv). " +
	"If a shell runs the command, write 'VAR=value command' instead."

// setEnvironment sets the command's variables. One that the program asks for must be accepted; the previous output may be
// refused, with a warning.
func (s *CommandState) setEnvironment(ctx context.Context, session *ssh.Session) error {
	for name, value := range s.Environment {
		if err := session.Setenv(name, value); err != nil {
			provider.GetLogger(ctx).Errorf(environmentRefused, name)
			return fmt.Errorf("could not set environment variable %q: %w", name, err)
		}
	}
	for name, value := range lifecycle.PreviousOutput(s.AddPreviousOutputInEnv, s.Stdout, s.Stderr) {
		if err := session.Setenv(name, value); err != nil {
			provider.GetLogger(ctx).Warningf(environmentRefused, name)
		}
	}
	return nil
}
