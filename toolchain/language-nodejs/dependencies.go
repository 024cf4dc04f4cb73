package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// InstallDependencies installs a program's npm packages, and streams what the package manager writes.
func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, stream grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	ctx, cancel := h.whileAlive(stream.Context())
	defer cancel()
	read, err := optionsOf(request.Info)
	if err != nil {
		return err
	}
	folder := request.Info.ProgramDirectory
	switch workspace, err := npm.FindWorkspaceRoot(folder); {
	case err == nil:
		folder = workspace
	case !errors.Is(err, npm.ErrNotInWorkspace):
		return fmt.Errorf("the npm workspace of %s can't be found: %w", folder, err)
	}
	serial := &oneAtATime[pulumirpc.InstallDependenciesResponse]{ServerStreamingServer: stream}
	output, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(serial, request.IsTerminal)
	if err != nil {
		return err
	}
	fmt.Fprint(stdout, "Installing dependencies...\n\n")
	if _, err := npm.Install(ctx, read.packageManager, folder, read.production, stdout, stderr); err != nil {
		return errors.Join(fmt.Errorf("the dependencies of %s can't be installed: %w", folder, err), output.Close())
	}
	fmt.Fprint(stdout, "Finished installing dependencies\n\n")
	return output.Close()
}

// GetProgramDependencies lists the npm packages that a program's lockfile names.
func (h *host) GetProgramDependencies(
	ctx context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	manager, err := packageManager(request.Info)
	if err != nil {
		return nil, err
	}
	packages, err := manager.ListPackages(ctx, request.Info.ProgramDirectory, request.TransitiveDependencies)
	if err != nil {
		return nil, fmt.Errorf("the dependencies of %s can't be listed: %w", request.Info.ProgramDirectory, err)
	}
	response := &pulumirpc.GetProgramDependenciesResponse{}
	for _, installed := range packages {
		response.Dependencies = append(response.Dependencies,
			&pulumirpc.DependencyInfo{Name: installed.Name, Version: installed.Version})
	}
	return response, nil
}

// packageManager is the one that a program's options or its lockfile ask for.
func packageManager(info *pulumirpc.ProgramInfo) (npm.PackageManager, error) {
	read, err := optionsOf(info)
	if err != nil {
		return nil, err
	}
	return npm.ResolvePackageManager(read.packageManager, info.ProgramDirectory)
}
