package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// GetRequiredPackages names the resource plugins of the packages that are installed below the program's folder.
func (h *host) GetRequiredPackages(
	_ context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{Packages: requiredPackages(request.Info.ProgramDirectory)}, nil
}

// GetRequiredPlugins is GetRequiredPackages for engines that know no parameterized packages.
func (h *host) GetRequiredPlugins(
	_ context.Context, request *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	response := &pulumirpc.GetRequiredPluginsResponse{}
	for _, required := range requiredPackages(request.Info.ProgramDirectory) {
		response.Plugins = append(response.Plugins, &pulumirpc.PluginDependency{
			Name: required.Name, Kind: required.Kind, Version: required.Version, Server: required.Server,
		})
	}
	return response, nil
}

// requiredPackages finds the packages that come with a resource plugin in every node_modules below a folder, each once. What
// can't be read is left out: the engine asks for a missing plugin when the program does.
func requiredPackages(program string) []*pulumirpc.PackageDependency {
	all := search{visited: map[visit]bool{}, known: map[string]bool{}}
	all.folder(program, false)
	return all.found
}

// search is a walk through the folders of a program and its packages.
type search struct {
	found   []*pulumirpc.PackageDependency
	known   map[string]bool
	visited map[visit]bool
}

// visit is that of a folder, in one of its roles: a local package is part of the program and, by a link, installed as well.
type visit struct {
	path      string
	installed bool
}

// folder searches a folder, which belongs to the installed packages or to the program itself.
func (s *search) folder(path string, installed bool) {
	installed = installed || filepath.Base(path) == modulesFolder
	path, err := filepath.EvalSymlinks(path)
	current := visit{path, installed}
	if err != nil || s.visited[current] {
		return
	}
	s.visited[current] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		logging.V(3).Infof("no packages are looked for in %s: %v", path, err)
		return
	}
	for _, entry := range entries {
		inside := filepath.Join(path, entry.Name())
		switch {
		case installed && entry.Name() == "package.json":
			s.manifest(inside)
		case s.leadsOn(entry, inside, installed):
			s.folder(inside, installed)
		}
	}
}

// leadsOn tells whether to search an entry of a folder: a folder, but no policy pack, whose plugins are its own. Links are
// followed among the installed packages (npm links local ones) and to them, but not to wherever else a program's lead.
func (s *search) leadsOn(entry os.DirEntry, path string, installed bool) bool {
	if !entry.IsDir() {
		if entry.Type()&os.ModeSymlink == 0 || !(installed || entry.Name() == modulesFolder) {
			return false
		}
		if target, err := os.Stat(path); err != nil || !target.IsDir() {
			return false
		}
	}
	policyPack, err := workspace.DetectPolicyPackPathAt(path)
	return err == nil && policyPack == ""
}

// manifest takes down the plugin that a package.json asks for.
func (s *search) manifest(path string) {
	read, err := readManifest(path)
	if err != nil {
		logging.V(3).Infof("the package of %s is left out: %v", path, err)
		return
	}
	if !read.Pulumi.Resource {
		return
	}
	required, err := read.required()
	if err != nil {
		logging.V(3).Infof("the package of %s is left out: %v", path, err)
		return
	}
	if key := required.String(); !s.known[key] {
		s.known[key] = true
		s.found = append(s.found, required)
	}
}
