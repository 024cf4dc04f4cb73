package remote

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"

	"pulumi-cpnr/toolchain/command/lifecycle"
)

// CopyFile is the resource command:remote:CopyFile, which CopyToRemote has superseded.
type CopyFile struct{}

// Annotate marks the resource as superseded.
func (c *CopyFile) Annotate(a infer.Annotator) {
	a.Deprecate(&c, "This resource is deprecated and will be removed in a future release. "+
		"Please use the `CopyToRemote` resource instead.")
}

// CopyFileArgs are its inputs.
type CopyFileArgs struct {
	// Connection is the machine that the file is copied to.
	Connection *Connection `pulumi:"connection" provider:"secret"`
	// Triggers replace the resource when one of them changes, as does any other input.
	Triggers *[]any `pulumi:"triggers,optional"`
	// LocalPath is the file to copy.
	LocalPath string `pulumi:"localPath"`
	// RemotePath is the file that it becomes.
	RemotePath string `pulumi:"remotePath"`
}

// CopyFileState are its outputs.
type CopyFileState struct{ CopyFileArgs }

// Create copies the file.
func (*CopyFile) Create(
	ctx context.Context, request infer.CreateRequest[CopyFileArgs],
) (infer.CreateResponse[CopyFileState], error) {
	response := infer.CreateResponse[CopyFileState]{Output: CopyFileState{request.Inputs}}
	if request.DryRun {
		return response, nil
	}
	files, err := openFiles(ctx, request.Inputs.Connection)
	if err != nil {
		return response, err
	}
	defer files.Close()
	if err := files.copyFile(request.Inputs.LocalPath, request.Inputs.RemotePath); err != nil {
		return response, err
	}
	response.ID, err = lifecycle.NewID("")
	return response, err
}
