package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
)

func TestOptionsHaveDefaults(t *testing.T) {
	read, err := optionsOf(nil)
	if err != nil {
		t.Fatal(err)
	}
	expected := options{typescript: true, nodeArgs: []string{}, packageManager: npm.AutoPackageManager}
	if !reflect.DeepEqual(read, expected) {
		t.Errorf("read %#v, expected %#v", read, expected)
	}
}

func TestOptionsAreRead(t *testing.T) {
	read, err := optionsOf(programInfo(t, "/program", map[string]any{
		"typescript":     false,
		"tsconfig":       "tsconfig.pulumi.json",
		"nodeargs":       `--require @swc-node/register --title "a program"`,
		"packagemanager": "pnpm",
		"production":     true,
		"unknown":        1,
	}))
	if err != nil {
		t.Fatal(err)
	}
	expected := options{
		tsconfig:       "tsconfig.pulumi.json",
		nodeArgs:       []string{"--require", "@swc-node/register", "--title", "a program"},
		packageManager: npm.PnpmPackageManager,
		production:     true,
	}
	if !reflect.DeepEqual(read, expected) {
		t.Errorf("read %#v, expected %#v", read, expected)
	}
}

func TestAWrongOptionIsNamed(t *testing.T) {
	for _, wrong := range []struct {
		name     string
		value    any
		expected string
	}{
		{"typescript", "yes", `the runtime option typescript is "yes", but must be true or false: correct it in Pulumi.yaml`},
		{"tsconfig", true, `the runtime option tsconfig is true, but must be the path of a file: correct it in Pulumi.yaml`},
		{"nodeargs", 12, `the runtime option nodeargs is 12, but must be a command line: correct it in Pulumi.yaml`},
		{"nodeargs", `--title "open`, "whose quotations are closed"},
		{"packagemanager", "cargo", `"cargo", but must be auto, npm, yarn, pnpm or bun`},
		{"production", "no", `the runtime option production is "no", but must be true or false: correct it in Pulumi.yaml`},
	} {
		_, err := optionsOf(programInfo(t, "/program", map[string]any{wrong.name: wrong.value}))
		if err == nil || !strings.Contains(err.Error(), wrong.expected) {
			t.Errorf("%s: %#v is answered by %v, expected %q", wrong.name, wrong.value, err, wrong.expected)
		}
	}
}
