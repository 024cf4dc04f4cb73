// Package local runs commands on this machine.
package local

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"

	"pulumi-cpnr/toolchain/command/lifecycle"
)

// Command is the resource command:local:Command.
type Command struct{}

// CommandArgs are its inputs.
type CommandArgs struct {
	lifecycle.Commands
	Process
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
	return response, run(ctx, request.Inputs.Create, request.Inputs.Process, &response.Output.Outcome)
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
	return response, run(ctx, request.Inputs.OnUpdate(), request.Inputs.Process, &response.Output.Outcome)
}

// Delete runs the delete command, if there is one.
func (*Command) Delete(
	ctx context.Context, request infer.DeleteRequest[CommandState],
) (infer.DeleteResponse, error) {
	state := request.State
	return infer.DeleteResponse{}, run(ctx, state.Delete, state.Process, &state.Outcome)
}
