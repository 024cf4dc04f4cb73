package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// described are the packages that a folder is found to require, in a form that is easy to compare.
func described(folder string) []string {
	var lines []string
	for _, found := range requiredPackages(folder) {
		line := fmt.Sprintf("%s %s %s %s", found.Kind, found.Name, found.Version, found.Server)
		if found.Parameterization != nil {
			given := found.Parameterization
			line += fmt.Sprintf(" %s %s %s", given.Name, given.Version, given.Value)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// expect compares what a folder is found to require.
func expect(t *testing.T, folder string, expected ...string) {
	t.Helper()
	if found := described(folder); !slices.Equal(found, expected) {
		t.Errorf("found %q, expected %q", found, expected)
	}
}

func TestPackagesAreFoundWhereNpmPutsThem(t *testing.T) {
	folder := writeFiles(t, map[string]string{
		"package.json": `{"name": "program", "version": "1.0.0", "pulumi": {"resource": true, "name": "program"}}`,
		"node_modules/@pulumi/openstack/package.json": `{"name": "@pulumi/openstack", "version": "3.15.2",
			"pulumi": {"resource": true}}`,
		"node_modules/@pulumi/command/package.json": `{"name": "@pulumi/command", "version": "9.9.9",
			"pulumi": {"resource": true, "name": "command", "version": "v1.2.1"}}`,
		"node_modules/@acme/pulumi-thing/package.json": `{"name": "@acme/pulumi-thing", "version": "0.1.0",
			"pulumi": {"resource": true, "name": "thing", "server": "https://acme.test/plugins"}}`,
		"node_modules/plain/package.json": `{"name": "plain", "version": "2.0.0"}`,
		"node_modules/plain/node_modules/@pulumi/random/package.json": `{"name": "@pulumi/random", "version": "4.0.0",
			"pulumi": {"resource": true}}`,
		"node_modules/@pulumi/converted/package.json": `{"name": "@pulumi/converted", "version": "5.0.0", "pulumi": {
			"resource": true, "name": "terraform-provider", "version": "0.8.0",
			"parameterization": {"name": "converted", "version": "5.0.0", "value": "aGk="}}}`,
		"local/cloudinit/package.json": `{"name": "@pulumi/cloudinit", "version": "1.4.17",
			"pulumi": {"resource": true, "name": "cloudinit"}}`,
	})
	link(t, folder, "../../local/cloudinit", "node_modules/@pulumi/cloudinit")
	expect(t, folder,
		"resource cloudinit v1.4.17 ",
		"resource command v1.2.1 ",
		"resource openstack v3.15.2 ",
		"resource random v4.0.0 ",
		"resource terraform-provider v0.8.0  converted 5.0.0 hi",
		"resource thing v0.1.0 https://acme.test/plugins",
	)
}

func TestAPackageIsNamedOnceForEachVersion(t *testing.T) {
	random := `{"name": "@pulumi/random", "version": "%s", "pulumi": {"resource": true}}`
	folder := writeFiles(t, map[string]string{
		"node_modules/@pulumi/random/package.json":                fmt.Sprintf(random, "4.0.0"),
		"node_modules/a/node_modules/@pulumi/random/package.json": fmt.Sprintf(random, "4.0.0"),
		"node_modules/b/node_modules/@pulumi/random/package.json": fmt.Sprintf(random, "3.0.0"),
	})
	expect(t, folder, "resource random v3.0.0 ", "resource random v4.0.0 ")
}

func TestPackagesOfOthersAreLeftOut(t *testing.T) {
	elsewhere := writeFiles(t, map[string]string{
		"node_modules/@pulumi/random/package.json": `{"name": "@pulumi/random", "version": "4.0.0", "pulumi": {"resource": true}}`,
	})
	folder := writeFiles(t, map[string]string{
		"policies/PulumiPolicy.yaml": "runtime: nodejs\n",
		"policies/node_modules/@pulumi/random/package.json": `{"name": "@pulumi/random", "version": "4.0.0",
			"pulumi": {"resource": true}}`,
	})
	link(t, folder, elsewhere, "elsewhere")
	expect(t, folder)
}

func TestWhatCantBeReadIsLeftOut(t *testing.T) {
	folder := writeFiles(t, map[string]string{
		"node_modules/broken/package.json":       `{"name": `,
		"node_modules/nameless/package.json":     `{"name": "nameless", "version": "1.0.0", "pulumi": {"resource": true}}`,
		"node_modules/none/package.json":         `{"name": "none", "version": "1.0.0", "pulumi": {"name": "none"}}`,
		"node_modules/unversioned/package.json":  `{"name": "@pulumi/unversioned", "pulumi": {"resource": true}}`,
		"node_modules/@pulumi/good/package.json": `{"name": "@pulumi/good", "version": "1.0.0", "pulumi": {"resource": true}}`,
	})
	link(t, folder, "missing", "node_modules/dangling")
	link(t, folder, "..", "node_modules/cycle")
	expect(t, folder, "resource good v1.0.0 ")
	expect(t, filepath.Join(folder, "missing"))
}

func TestALinkedNodeModulesIsSearched(t *testing.T) {
	installed := writeFiles(t, map[string]string{
		"node_modules/@pulumi/random/package.json": `{"name": "@pulumi/random", "version": "4.0.0", "pulumi": {"resource": true}}`,
	})
	folder := t.TempDir()
	if err := os.Symlink(filepath.Join(installed, "node_modules"), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	expect(t, folder, "resource random v4.0.0 ")
}
