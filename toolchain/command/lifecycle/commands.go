// Package lifecycle holds what local and remote commands have in common: which command runs when.
package lifecycle

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Commands are the commands of a resource's life.
type Commands struct {
	// Triggers replace the resource when one of them changes.
	Triggers *[]any `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	// Create runs when the resource is created, and on a change of its inputs if there is no Update.
	Create *string `pulumi:"create,optional"`
	// Update runs when the resource's inputs change.
	Update *string `pulumi:"update,optional"`
	// Delete runs when the resource is deleted.
	Delete *string `pulumi:"delete,optional"`
}

// OnUpdate is the command that runs on a change of inputs, or nil.
func (c Commands) OnUpdate() *string {
	if c.Update != nil {
		return c.Update
	}
	return c.Create
}

// NewID makes up the id of a new resource.
func NewID(name string) (string, error) {
	id, err := resource.NewUniqueHex(name, 8, 0)
	if err != nil {
		return "", fmt.Errorf("making up an id for %q: %w", name, err)
	}
	return id, nil
}

// The environment variables in which a command finds what the one before it wrote.
const (
	PreviousStdout = "PULUMI_COMMAND_STDOUT"
	PreviousStderr = "PULUMI_COMMAND_STDERR"
)

// PreviousOutput is the environment that hands a command what the one before it wrote. Empty output is left out, and all
// of it if wanted is false; it is wanted by default (nil).
func PreviousOutput(wanted *bool, stdout, stderr string) map[string]string {
	environment := map[string]string{}
	if wanted != nil && !*wanted {
		return environment
	}
	if stdout != "" {
		environment[PreviousStdout] = stdout
	}
	if stderr != "" {
		environment[PreviousStderr] = stderr
	}
	return environment
}
