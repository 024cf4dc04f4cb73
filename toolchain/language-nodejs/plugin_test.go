package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// pack is a policy pack that serves the engine.
type pack struct {
	pulumirpc.UnimplementedAnalyzerServer
}

func (*pack) GetAnalyzerInfo(context.Context, *emptypb.Empty) (*pulumirpc.AnalyzerInfo, error) {
	return &pulumirpc.AnalyzerInfo{Name: "cpnr"}, nil
}

// servePack serves a policy pack, and names its port.
func servePack(t *testing.T) int {
	t.Helper()
	stop := make(chan bool)
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Cancel: stop, Init: func(server *grpc.Server) error {
		pulumirpc.RegisterAnalyzerServer(server, &pack{})
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(stop) })
	return server.Port
}

// output is what a plugin has streamed.
type output struct {
	stdout, stderr bytes.Buffer
	exitCode       int32
}

// receive reads a plugin's stream to its end.
func receive(stream grpc.ServerStreamingClient[pulumirpc.RunPluginResponse]) (*output, error) {
	read := &output{}
	for {
		response, err := stream.Recv()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return read, err
		}
		read.stdout.Write(response.GetStdout())
		read.stderr.Write(response.GetStderr())
		read.exitCode = response.GetExitcode()
	}
}

func TestAPolicyPackServesTheEngineThroughTheProxy(t *testing.T) {
	folder := t.TempDir()
	told := filepath.Join(folder, "told")
	written := filepath.Join(folder, "pid")
	standInNode(t, fmt.Sprintf(`echo "$PWD|$*|$PULUMI_CONFIG|$PULUMI_NODEJS_PROJECT/$PULUMI_NODEJS_STACK|$PULUMI_NODEJS_DRY_RUN|$GIVEN" > %s
echo $$ > %[2]s.new; mv %[2]s.new %[2]s; echo %d; exec sleep 60`, told, written, servePack(t)))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stream, err := client(t, newHost(t.Context(), "")).RunPlugin(ctx, &pulumirpc.RunPluginRequest{
		Kind: "analyzer", Pwd: "/", Args: []string{"127.0.0.1:1001"}, Env: []string{"GIVEN=yes"},
		Info: programInfo(t, folder, map[string]any{"nodeargs": "--no-warnings"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	first, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	connection, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(string(first.GetStdout())),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	analyzer := pulumirpc.NewAnalyzerClient(connection)
	if _, err := os.Stat(told); err == nil {
		t.Error("the pack was started before its stack was known")
	}
	if _, err := analyzer.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{
		Project: "dns", Stack: "prod", DryRun: true, Config: map[string]string{"dns:zone": "example.test"},
	}); err != nil {
		t.Fatal(err)
	}
	info, err := analyzer.GetAnalyzerInfo(t.Context(), &emptypb.Empty{})
	if err != nil || info.Name != "cpnr" {
		t.Errorf("the pack's answer is %v, %v", info, err)
	}
	content, err := os.ReadFile(told)
	if err != nil {
		t.Fatal(err)
	}
	expected := fmt.Sprintf("%s|--no-warnings /modules/run.js 127.0.0.1:1001 %[1]s|%s|dns/prod|true|yes\n",
		folder, `{"dns:config:zone":"example.test"}`)
	if string(content) != expected {
		t.Errorf("the pack was told %q, expected %q", content, expected)
	}

	pid := awaitPid(t, written)
	cancel()
	if _, err := receive(stream); err == nil {
		t.Error("the stream of a cancelled plugin ends without an error")
	}
	for range 100 {
		if syscall.Kill(pid, 0) == syscall.ESRCH {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the pack is left behind")
}

func TestAPolicyPackThatCantStartIsToldToTheEngine(t *testing.T) {
	standIn(t, "node", "echo \"code: 'MODULE_NOT_FOUND'\" >&2; exit 1")
	stream, err := client(t, newHost(t.Context(), "")).RunPlugin(t.Context(), &pulumirpc.RunPluginRequest{
		Kind: "analyzer", Info: programInfo(t, t.TempDir(), nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	read, err := receive(stream)
	if err == nil || !strings.Contains(err.Error(), "the package @pulumi/pulumi is not installed in ") {
		t.Errorf("the error is %v", err)
	}
	if read.stdout.Len() > 0 {
		t.Errorf("the engine was told of a port: %q", read.stdout.String())
	}
}

func TestAnotherPluginIsRunInTheEnginesFolder(t *testing.T) {
	standInNode(t, `echo "$PWD|$*"; echo careful >&2; exit 7`)
	folder, work := t.TempDir(), t.TempDir()
	stream, err := client(t, newHost(t.Context(), "")).RunPlugin(t.Context(), &pulumirpc.RunPluginRequest{
		Kind: "resource", Pwd: work, Args: []string{"127.0.0.1:1001"}, Info: programInfo(t, folder, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	read, err := receive(stream)
	if err != nil {
		t.Fatal(err)
	}
	if expected := fmt.Sprintf("%s|/modules/run.js %s 127.0.0.1:1001\n", work, folder); read.stdout.String() != expected {
		t.Errorf("the plugin wrote %q, expected %q", read.stdout.String(), expected)
	}
	if read.stderr.String() != "careful\n" || read.exitCode != 7 {
		t.Errorf("the plugin's errors are %q, its exit code %d", read.stderr.String(), read.exitCode)
	}
}

func TestAPackThatIsPublishedHasNoStack(t *testing.T) {
	variables, err := stackVariables(nil)
	if err != nil || len(variables) > 0 {
		t.Errorf("the variables are %q, %v", variables, err)
	}
}
