package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// manifest is the part of a package.json that tells which package it is, and whether that comes with a resource plugin.
type manifest struct {
	Name    string                  `json:"name"`
	Version string                  `json:"version"`
	Pulumi  plugin.PulumiPluginJSON `json:"pulumi"`
}

// readManifest reads a package.json.
func readManifest(path string) (manifest, error) {
	var read manifest
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &read)
	}
	return read, err
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
