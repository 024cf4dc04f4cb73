package main

import (
	"os"
	"path/filepath"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"
)

// writeFiles makes a folder of files, given by their paths in it, and names it.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// link makes a symbolic link in a folder.
func link(t *testing.T, folder, target, name string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
		t.Fatal(err)
	}
}

// standIn puts a shell script before a program of that name on PATH.
func standIn(t *testing.T, name, script string) {
	t.Helper()
	path := filepath.Join(writeFiles(t, map[string]string{name: "#!/bin/sh\n" + script}), name)
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(path)+":"+os.Getenv("PATH"))
}

// programInfo describes a program in a folder, with its runtime options.
func programInfo(t *testing.T, folder string, given map[string]any) *pulumirpc.ProgramInfo {
	t.Helper()
	structured, err := structpb.NewStruct(given)
	if err != nil {
		t.Fatal(err)
	}
	return &pulumirpc.ProgramInfo{RootDirectory: folder, ProgramDirectory: folder, EntryPoint: ".", Options: structured}
}
