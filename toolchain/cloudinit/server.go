package main

import (
	"context"

	provider "github.com/pulumi/pulumi-go-provider"
	host "github.com/pulumi/pulumi/pkg/v3/resource/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// engineKey is the engine's own key in a plugin's configuration.
const engineKey = "__internal"

// server answers the engine's calls. It keeps back the note that the framework leaves under the engine's own key, for the
// engine warns of it at every start.
type server struct {
	pulumirpc.ResourceProviderServer
}

func newServer(engine *host.HostClient) (pulumirpc.ResourceProviderServer, error) {
	framework, err := provider.RawServer(name, version, newProvider())(engine)
	return server{framework}, err
}

// CheckConfig checks the plugin's configuration.
func (s server) CheckConfig(ctx context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	response, err := s.ResourceProviderServer.CheckConfig(ctx, request)
	if response != nil {
		delete(response.GetInputs().GetFields(), engineKey)
	}
	return response, err
}
