package main

import (
	"context"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// installation collects what an installation streams.
type installation struct {
	grpc.ServerStream
	ctx    context.Context
	output strings.Builder
}

func (i *installation) Context() context.Context { return i.ctx }

func (i *installation) Send(response *pulumirpc.InstallDependenciesResponse) error {
	i.output.Write(response.Stdout)
	i.output.Write(response.Stderr)
	return nil
}

func TestAnInstallationIsStreamed(t *testing.T) {
	standIn(t, "npm", `mkdir node_modules; echo "npm $*"; echo careful >&2`)
	folder := writeFiles(t, map[string]string{"package.json": "{}"})
	stream := &installation{ctx: t.Context()}
	request := &pulumirpc.InstallDependenciesRequest{Info: programInfo(t, folder, map[string]any{"packagemanager": "npm"})}
	if err := newHost(t.Context(), "").InstallDependencies(request, stream); err != nil {
		t.Fatal(err)
	}
	for _, expected := range []string{"Installing dependencies...", "npm install", "careful", "Finished installing"} {
		if !strings.Contains(stream.output.String(), expected) {
			t.Errorf("%q lacks %q", stream.output.String(), expected)
		}
	}
}

func TestAFailedInstallationIsAnError(t *testing.T) {
	standIn(t, "npm", "exit 1")
	folder := writeFiles(t, map[string]string{"package.json": "{}"})
	request := &pulumirpc.InstallDependenciesRequest{Info: programInfo(t, folder, map[string]any{"packagemanager": "npm"})}
	err := newHost(t.Context(), "").InstallDependencies(request, &installation{ctx: t.Context()})
	if err == nil || !strings.Contains(err.Error(), "the dependencies of "+folder+" can't be installed") {
		t.Errorf("the error is %v", err)
	}
}

func TestDependenciesAreThoseOfTheLockfile(t *testing.T) {
	standIn(t, "npm", "")
	folder := writeFiles(t, map[string]string{
		"package.json": `{"dependencies": {"direct": "^1.0.0"}}`,
		"package-lock.json": `{
  "lockfileVersion": 3,
  "packages": {
    "": {
      "dependencies": {
        "direct": "^1.0.0"
      }
    },
    "node_modules/direct": {
      "version": "1.2.3"
    },
    "node_modules/indirect": {
      "version": "4.5.6"
    }
  }
}
`,
	})
	for transitive, expected := range map[bool]int{false: 1, true: 2} {
		response, err := newHost(t.Context(), "").GetProgramDependencies(t.Context(), &pulumirpc.GetProgramDependenciesRequest{
			Info: programInfo(t, folder, map[string]any{"packagemanager": "npm"}), TransitiveDependencies: transitive,
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(response.Dependencies) != expected {
			t.Errorf("with transitive %v the dependencies are %v", transitive, response.Dependencies)
		}
	}
}
