package local

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// Run is the function command:local:run: a command that runs at every preview and deployment.
type Run struct{}

// RunArgs are its inputs.
type RunArgs struct {
	Process
	Command string `pulumi:"command"`
}

// RunResult is what it returns.
type RunResult struct {
	RunArgs
	Outcome
}

// Invoke runs the command.
func (*Run) Invoke(
	ctx context.Context, request infer.FunctionRequest[RunArgs],
) (infer.FunctionResponse[RunResult], error) {
	result := RunResult{RunArgs: request.Input}
	err := run(ctx, &request.Input.Command, request.Input.Process, &result.Outcome)
	return infer.FunctionResponse[RunResult]{Output: result}, err
}
