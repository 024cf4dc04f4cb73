package main

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// about asks a host about a program in a folder.
func about(t *testing.T, folder string) *pulumirpc.AboutResponse {
	t.Helper()
	standIn(t, "node", "echo v20.1.0")
	response, err := newHost(t.Context(), "").About(t.Context(), &pulumirpc.AboutRequest{
		Info: programInfo(t, folder, map[string]any{"packagemanager": "npm"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if response.Version != "v20.1.0" || filepath.Base(response.Executable) != "node" {
		t.Errorf("node is said to be %s at %s", response.Version, response.Executable)
	}
	return response
}

func TestThePackageManagersVersionIsThatOfItsPackage(t *testing.T) {
	installed := writeFiles(t, map[string]string{
		"modules/npm/package.json":     `{"name": "npm", "version": "9.2.0"}`,
		"modules/npm/bin/package.json": `{"type": "commonjs"}`,
		"modules/npm/bin/npm-cli.js":   "#!/bin/sh\nexit 1\n",
		"program/package.json":         "{}",
	})
	if err := os.Chmod(filepath.Join(installed, "modules/npm/bin/npm-cli.js"), 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, installed, "modules/npm/bin/npm-cli.js", "npm")
	t.Setenv("PATH", installed+":"+os.Getenv("PATH"))
	expected := map[string]string{"packagemanager": "npm", "packagemanagerVersion": "9.2.0"}
	if told := about(t, filepath.Join(installed, "program")).Metadata; !maps.Equal(told, expected) {
		t.Errorf("told %v, expected %v", told, expected)
	}
}

func TestAPackageManagerWithoutAPackageIsAsked(t *testing.T) {
	standIn(t, "npm", "echo 10.8.2")
	folder := writeFiles(t, map[string]string{
		"node_modules/typescript/package.json": `{"name": "typescript", "version": "5.9.3"}`,
		"program/package.json":                 "{}",
	})
	expected := map[string]string{
		"packagemanager": "npm", "packagemanagerVersion": "10.8.2", "typescriptVersion": "5.9.3",
	}
	if told := about(t, filepath.Join(folder, "program")).Metadata; !maps.Equal(told, expected) {
		t.Errorf("told %v, expected %v", told, expected)
	}
}
