package main

import (
	"iter"
	"os"
	"path/filepath"
)

// modulesFolder is where npm installs packages.
const modulesFolder = "node_modules"

// installedFile finds a file of a package in the nearest node_modules of a folder or those above, as node would. Its path is
// the real one, which node knows modules by.
func installedFile(folder, file string) (string, bool) {
	for above := range upwards(folder) {
		path, err := filepath.EvalSymlinks(filepath.Join(above, modulesFolder, file))
		if err != nil {
			continue
		}
		if found, err := os.Stat(path); err == nil && found.Mode().IsRegular() {
			return path, true
		}
	}
	return "", false
}

// upwards is a folder and all those above it.
func upwards(folder string) iter.Seq[string] {
	return func(yield func(string) bool) {
		folder, err := filepath.Abs(folder)
		for err == nil && yield(folder) && folder != filepath.Dir(folder) {
			folder = filepath.Dir(folder)
		}
	}
}
