package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// About names the node and the package manager that serve a program, and the TypeScript it would load. What has no version
// to tell is left out. Every start of a program waits for this, so files are read where that spares a start of node.
func (h *host) About(ctx context.Context, request *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	manager, err := packageManager(request.Info)
	if err != nil {
		return nil, err
	}
	node, err := findNode()
	if err != nil {
		return nil, err
	}
	nodeVersion, _ := exec.CommandContext(ctx, node, "--version").Output()
	metadata := map[string]string{"packagemanager": manager.Name()}
	if version := managerVersion(manager); version != "" {
		metadata["packagemanagerVersion"] = version
	}
	if typescript, found := installedFile(request.Info.ProgramDirectory, "typescript/package.json"); found {
		if read, err := readManifest(typescript); err == nil && read.Version != "" {
			metadata["typescriptVersion"] = read.Version
		}
	}
	return &pulumirpc.AboutResponse{
		Executable: node, Version: strings.TrimSpace(string(nodeVersion)), Metadata: metadata,
	}, nil
}

// managerVersion is the version of a package manager: of the package around its program, or else what it says itself.
func managerVersion(manager npm.PackageManager) string {
	if program, err := exec.LookPath(manager.Name()); err == nil {
		if program, err = filepath.EvalSymlinks(program); err == nil {
			for folder := range upwards(filepath.Dir(program)) {
				read, err := readManifest(filepath.Join(folder, "package.json"))
				if err == nil && read.Name == manager.Name() && read.Version != "" {
					return read.Version
				}
			}
		}
	}
	version, err := manager.Version()
	if err != nil {
		return ""
	}
	return version.String()
}
