package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// modulesFolder is where npm installs packages.
const modulesFolder = "node_modules"

// manifest is the part of a package.json that tells whether the package comes with a resource plugin, and which.
type manifest struct {
	Name    string                  `json:"name"`
	Version string                  `json:"version"`
	Pulumi  plugin.PulumiPluginJSON `json:"pulumi"`
}

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
	content, err := os.ReadFile(path)
	var read manifest
	if err == nil {
		err = json.Unmarshal(content, &read)
	}
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

// required is what a package asks for. The plugin's version is the package's own unless it names another, and so is its name
// if the package is one of Pulumi's.
func (m manifest) required() (*pulumirpc.PackageDependency, error) {
	name, version := m.Pulumi.Name, m.Pulumi.Version
	if name == "" {
		var pulumis bool
		if name, pulumis = strings.CutPrefix(m.Name, "@pulumi/"); !pulumis {
			return nil, fmt.Errorf("%q names no plugin", m.Name)
		}
	}
	if version == "" {
		version = m.Version
	}
	if version == "" {
		return nil, fmt.Errorf("%q has no version", m.Name)
	}
	return &pulumirpc.PackageDependency{
		Name:             name,
		Kind:             string(apitype.ResourcePlugin),
		Version:          "v" + strings.TrimPrefix(version, "v"),
		Server:           m.Pulumi.Server,
		Parameterization: parameterization(m.Pulumi.Parameterization),
		Extension:        parameterization(m.Pulumi.ExtensionParameterization),
	}, nil
}

// parameterization is what makes a package of a plugin that serves several, or nil.
func parameterization(given *plugin.PulumiParameterizationJSON) *pulumirpc.PackageParameterization {
	if given == nil {
		return nil
	}
	return &pulumirpc.PackageParameterization{Name: given.Name, Version: given.Version, Value: given.Value}
}
