package main

import (
	"context"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func TestTheProgramTalksToTheMonitorItself(t *testing.T) {
	host := newHost(context.Background(), "https://traces.test")
	host.engine.Store("127.0.0.1:1001")
	arguments := host.arguments(&pulumirpc.RunRequest{
		MonitorAddress: "127.0.0.1:1002",
		Organization:   "acme",
		Project:        "dns",
		Stack:          "prod",
		Parallel:       16,
		Args:           []string{"--verbose"},
		Info: &pulumirpc.ProgramInfo{
			RootDirectory: "/project", ProgramDirectory: "/project/program", EntryPoint: "main.ts",
		},
	}, "/modules/cmd/run/index.js", options{nodeArgs: []string{"--require", "@swc-node/register"}})
	expected := []string{
		"--require", "@swc-node/register", "/modules/cmd/run/index.js",
		"--monitor", "127.0.0.1:1002",
		"--engine", "127.0.0.1:1001",
		"--organization", "acme",
		"--project", "dns",
		"--root-directory", "/project",
		"--stack", "prod",
		"--pwd", "/project/program",
		"--parallel", "16",
		"--tracing", "https://traces.test",
		"main.ts", "--verbose",
	}
	if !slices.Equal(arguments, expected) {
		t.Errorf("the arguments are %q, expected %q", arguments, expected)
	}
}

func TestADryRunIsSaidAndWhatIsEmptyIsNot(t *testing.T) {
	arguments := newHost(context.Background(), "").arguments(&pulumirpc.RunRequest{
		MonitorAddress: "127.0.0.1:1002", DryRun: true, Info: &pulumirpc.ProgramInfo{EntryPoint: "."},
	}, "run.js", options{})
	expected := []string{"run.js", "--monitor", "127.0.0.1:1002", "--parallel", "0", "--dry-run", "."}
	if !slices.Equal(arguments, expected) {
		t.Errorf("the arguments are %q, expected %q", arguments, expected)
	}
}

func TestTheConfigurationIsInTheEnvironment(t *testing.T) {
	variables, err := environment(&pulumirpc.RunRequest{
		Config:           map[string]string{"dns:zone": "example.test", "dns:key": "s3cret"},
		ConfigSecretKeys: []string{"dns:key"},
	}, options{typescript: true, tsconfig: "tsconfig.pulumi.json"})
	if err != nil {
		t.Fatal(err)
	}
	expected := []string{
		`PULUMI_CONFIG={"dns:config:key":"s3cret","dns:config:zone":"example.test"}`,
		`PULUMI_CONFIG_SECRET_KEYS=["dns:key"]`,
		"PULUMI_NODEJS_TYPESCRIPT=true",
		"PULUMI_NODEJS_TSCONFIG_PATH=tsconfig.pulumi.json",
	}
	if !slices.Equal(variables, expected) {
		t.Errorf("the environment is %q, expected %q", variables, expected)
	}
}

func TestWithoutConfigurationTheEnvironmentSaysSo(t *testing.T) {
	variables, err := environment(&pulumirpc.RunRequest{}, options{})
	if err != nil {
		t.Fatal(err)
	}
	if expected := []string{"PULUMI_CONFIG={}", "PULUMI_CONFIG_SECRET_KEYS=[]"}; !slices.Equal(variables, expected) {
		t.Errorf("the environment is %q, expected %q", variables, expected)
	}
}
