package main

import (
	"path/filepath"
	"testing"
)

func TestAFileOfAPackageIsFoundInTheNearestModules(t *testing.T) {
	folder := writeFiles(t, map[string]string{
		"store/thing/run.js":             "",
		"node_modules/far/run.js":        "",
		"program/node_modules/b/run.js":  "",
		"program/source/a/package.json":  "{}",
		"program/node_modules/c/d/e.txt": "",
	})
	link(t, folder, "../../store/thing", "program/node_modules/linked")
	for file, expected := range map[string]string{
		"b/run.js":      "program/node_modules/b/run.js",
		"far/run.js":    "node_modules/far/run.js",
		"linked/run.js": "store/thing/run.js",
		"c/d":           "",
		"none/run.js":   "",
	} {
		found, ok := installedFile(filepath.Join(folder, "program/source"), file)
		if ok != (expected != "") || ok && found != filepath.Join(folder, expected) {
			t.Errorf("%s was found at %q, expected %q", file, found, expected)
		}
	}
}

func TestTheRunnerIsFoundWithoutNode(t *testing.T) {
	folder := writeFiles(t, map[string]string{"node_modules/@pulumi/pulumi/cmd/run/index.js": ""})
	found, err := locateRunner(t.Context(), "/no/node", programRunner, folder)
	if expected := filepath.Join(folder, "node_modules", programRunner, "index.js"); err != nil || found != expected {
		t.Errorf("the runner is %q (%v), expected %q", found, err, expected)
	}
}
