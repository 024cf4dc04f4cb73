package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// TestFunctionOverTheWire calls the function as the engine does, by its token.
func TestFunctionOverTheWire(t *testing.T) {
	server, err := newServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	args, err := plugin.MarshalProperties(resource.NewPropertyMapFromMap(map[string]any{
		"parts": []any{map[string]any{"content": "#!/bin/sh"}},
	}), plugin.MarshalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Invoke(t.Context(), &pulumirpc.InvokeRequest{
		Tok: "cloudinit:index/getConfig:getConfig", Args: args,
	})
	if err != nil || len(response.Failures) > 0 {
		t.Fatalf("failures %v, error %v", response.GetFailures(), err)
	}
	result := response.Return.AsMap()
	want := []string{"base64Encode", "boundary", "gzip", "id", "parts", "rendered"}
	if got := slices.Sorted(maps.Keys(result)); !slices.Equal(got, want) {
		t.Errorf("result has %v", got)
	}
	if result["gzip"] != true || result["boundary"] != "MIMEBOUNDARY" {
		t.Errorf("result %v", result)
	}
}

// TestEngineKeyDoesNotComeBack keeps the engine from warning at every start.
func TestEngineKeyDoesNotComeBack(t *testing.T) {
	server, err := newServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	news, err := plugin.MarshalProperties(resource.NewPropertyMapFromMap(map[string]any{
		"version": "1.4.17", engineKey: map[string]any{},
	}), plugin.MarshalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.CheckConfig(t.Context(), &pulumirpc.CheckRequest{
		Urn: "urn:pulumi:lab::cpnr::pulumi:providers:cloudinit::default", News: news,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := response.Inputs.AsMap()[engineKey]; ok {
		t.Error("the key came back")
	}
}
