package remote

import (
	"context"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"

	"pulumi-cpnr/toolchain/command/lifecycle"
)

// CopyToRemote is the resource command:remote:CopyToRemote: a file, a text or a folder on another machine.
type CopyToRemote struct{}

// CopyToRemoteArgs are its inputs.
type CopyToRemoteArgs struct {
	// Connection is the machine that the source is copied to.
	Connection *Connection `pulumi:"connection" provider:"secret"`
	// Triggers replace the resource when one of them changes.
	Triggers *[]any `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	// Source is a file asset, a text asset, or an archive of a path, which is copied as it is.
	Source types.AssetOrArchive `pulumi:"source"`
	// RemotePath is where the source goes: into it, if it is a folder that exists.
	RemotePath string `pulumi:"remotePath"`
}

// CopyToRemoteState are its outputs.
type CopyToRemoteState struct{ CopyToRemoteArgs }

// Check refuses sources that can't be copied, once they are known.
func (*CopyToRemote) Check(
	ctx context.Context, request infer.CheckRequest,
) (infer.CheckResponse[CopyToRemoteArgs], error) {
	args, failures, err := infer.DefaultCheck[CopyToRemoteArgs](ctx, request.NewInputs)
	refuse := func(property, reason string) {
		failures = append(failures, provider.CheckFailure{Property: property, Reason: reason})
	}
	asset, archive := args.Source.Asset, args.Source.Archive
	switch {
	case err != nil || request.NewInputs.Get("source").IsComputed():
	case asset != nil && archive != nil:
		refuse("asset", "only one of asset or archive can be set")
	case asset == nil && archive == nil:
		refuse("asset", "either asset or archive must be set")
	case asset != nil && !asset.IsPath() && !asset.IsText():
		refuse("asset", "asset must be a path-based file asset or a text asset")
	case archive != nil && !archive.IsPath():
		refuse("archive", "archive must be a path to a file or directory")
	}
	return infer.CheckResponse[CopyToRemoteArgs]{Inputs: args, Failures: failures}, err
}

// Create copies the source.
func (*CopyToRemote) Create(
	ctx context.Context, request infer.CreateRequest[CopyToRemoteArgs],
) (infer.CreateResponse[CopyToRemoteState], error) {
	response := infer.CreateResponse[CopyToRemoteState]{Output: CopyToRemoteState{request.Inputs}}
	if request.DryRun {
		return response, nil
	}
	if err := request.Inputs.copy(ctx); err != nil {
		return response, err
	}
	var err error
	response.ID, err = lifecycle.NewID("")
	return response, err
}

// Update copies the source again if it, or where it goes, has changed.
func (*CopyToRemote) Update(
	ctx context.Context, request infer.UpdateRequest[CopyToRemoteArgs, CopyToRemoteState],
) (infer.UpdateResponse[CopyToRemoteState], error) {
	response := infer.UpdateResponse[CopyToRemoteState]{Output: CopyToRemoteState{request.Inputs}}
	moved := request.Inputs.RemotePath != request.State.RemotePath
	if request.DryRun || !moved && request.Inputs.hash() == request.State.hash() {
		return response, nil
	}
	return response, request.Inputs.copy(ctx)
}

func (a CopyToRemoteArgs) hash() string {
	if a.Source.Archive != nil {
		return a.Source.Archive.Hash
	}
	return a.Source.Asset.Hash
}

func (a CopyToRemoteArgs) copy(ctx context.Context) error {
	files, err := openFiles(ctx, a.Connection)
	if err != nil {
		return err
	}
	defer files.Close()
	switch source := a.Source; {
	case source.Archive != nil:
		return files.copyPath(source.Archive.Path, a.RemotePath)
	case source.Asset.IsText():
		return files.copyText(source.Asset.Text, a.RemotePath)
	default:
		return files.copyPath(source.Asset.Path, a.RemotePath)
	}
}
