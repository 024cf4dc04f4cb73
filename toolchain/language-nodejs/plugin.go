package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// RunPlugin runs a policy pack, or a provider, to its end and streams what it writes. The exit code comes last.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, stream grpc.ServerStreamingServer[pulumirpc.RunPluginResponse],
) error {
	ctx, cancel := h.whileAlive(stream.Context())
	defer cancel()
	serial := &oneAtATime[pulumirpc.RunPluginResponse]{ServerStreamingServer: stream}
	output, stdout, stderr, err := rpcutil.MakeRunPluginStreams(serial, false)
	if err != nil {
		return err
	}
	run := runOther
	if request.Kind == string(apitype.AnalyzerPlugin) {
		run = runPolicyPack
	}
	err = errors.Join(run(ctx, request, stdout, stderr), output.Close())
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return serial.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())},
		})
	}
	return err
}

// runPolicyPack runs a policy pack in its folder. A pack knows its stack from environment variables, but the engine tells
// about the stack in a call. So a proxy takes the call, and the pack is started after it.
func runPolicyPack(ctx context.Context, request *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	folder := request.Info.ProgramDirectory
	pack, err := pluginCommand(ctx, request, policyPackRunner, append(append([]string{}, request.Args...), folder))
	if err != nil {
		return err
	}
	proxy, packOutput, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	variables, err := stackVariables(stack)
	if err != nil {
		return err
	}
	pack.Env = append(pack.Env, variables...)
	pack.Dir, pack.Stdout, pack.Stderr = folder, packOutput, stderr
	if err := pack.Start(); err != nil {
		return fmt.Errorf("the policy pack can't be run: %w", err)
	}
	return proxy.Attach(ctx, pack)
}

// runOther runs a plugin that is no policy pack, such as a provider, in the folder that the engine chooses.
func runOther(ctx context.Context, request *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	arguments := append([]string{request.Info.ProgramDirectory}, request.Args...)
	plugin, err := pluginCommand(ctx, request, pluginRunner, arguments)
	if err != nil {
		return err
	}
	plugin.Dir, plugin.Stdout, plugin.Stderr = request.Pwd, stdout, stderr
	return plugin.Run()
}

// pluginCommand is the command that runs a plugin with a runner of the SDK.
func pluginCommand(
	ctx context.Context, request *pulumirpc.RunPluginRequest, runner string, arguments []string,
) (*exec.Cmd, error) {
	found, err := findRunner(ctx, request.Info, request.AttachDebugger, runner)
	if err != nil {
		return nil, err
	}
	arguments = append(append(append([]string{}, found.read.nodeArgs...), found.module), arguments...)
	return nodeCommand(ctx, found.node, arguments, append(request.Env, found.read.environment()...)), nil
}

// stackVariables is what a policy pack knows of its stack. There is no stack when a pack is published.
func stackVariables(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	variables, err := configuration(stack.Config, stack.ConfigSecretKeys)
	return append(variables,
		"PULUMI_NODEJS_ORGANIZATION="+stack.Organization,
		"PULUMI_NODEJS_PROJECT="+stack.Project,
		"PULUMI_NODEJS_STACK="+stack.Stack,
		"PULUMI_NODEJS_DRY_RUN="+strconv.FormatBool(stack.DryRun),
	), err
}
