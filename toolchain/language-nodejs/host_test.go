package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

// client calls a host as the engine does.
func client(t *testing.T, host *host) pulumirpc.LanguageRuntimeClient {
	t.Helper()
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(server *grpc.Server) error {
		pulumirpc.RegisterLanguageRuntimeServer(server, host)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	connection, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", server.Port),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return pulumirpc.NewLanguageRuntimeClient(connection)
}

func TestTheHostIsOfTheEnginesVersion(t *testing.T) {
	info, err := client(t, newHost(t.Context(), "")).GetPluginInfo(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if info.Version != "v"+version {
		t.Errorf("the version is %s, expected v%s", info.Version, version)
	}
}

func TestAHandshakeNamesTheEngine(t *testing.T) {
	host := newHost(t.Context(), "")
	_, err := client(t, host).Handshake(t.Context(), &pulumirpc.LanguageHandshakeRequest{EngineAddress: "127.0.0.1:1001"})
	if err != nil {
		t.Fatal(err)
	}
	if address := host.engine.Load(); address != "127.0.0.1:1001" {
		t.Errorf("the engine's address is %v", address)
	}
}

func TestTheHostEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	host := newHost(ctx, "")
	cancel()
	select {
	case <-host.alive.Done():
	case <-time.After(10 * time.Second):
		t.Error("the host outlives its context")
	}
}

func TestWhatOnlyTheOfficialHostServesIsSaid(t *testing.T) {
	client := client(t, newHost(t.Context(), ""))
	_, err := client.GeneratePackage(t.Context(), &pulumirpc.GeneratePackageRequest{})
	if status.Code(err) != codes.Unimplemented || !strings.Contains(err.Error(), "takes the official language host") {
		t.Errorf("the answer is %v", err)
	}
}
