package main

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// TestSchema holds the plugin to the tokens, and the replacing and secret inputs, of the npm package @pulumi/command.
func TestSchema(t *testing.T) {
	server, err := newServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.GetSchema(t.Context(), &pulumirpc.GetSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	type property struct {
		Secret           bool `json:"secret"`
		ReplaceOnChanges bool `json:"replaceOnChanges"`
	}
	var schema struct {
		Resources map[string]struct {
			Properties map[string]property `json:"inputProperties"`
		} `json:"resources"`
		Functions map[string]any `json:"functions"`
	}
	if err := json.Unmarshal([]byte(response.Schema), &schema); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"command:local:Command", "command:remote:Command", "command:remote:CopyFile", "command:remote:CopyToRemote",
	}
	if got := slices.Sorted(maps.Keys(schema.Resources)); !slices.Equal(got, want) {
		t.Errorf("resources %v", got)
	}
	if _, ok := schema.Functions["command:local:run"]; !ok || len(schema.Functions) != 1 {
		t.Errorf("functions %v", schema.Functions)
	}
	inputs := schema.Resources["command:remote:Command"].Properties
	names := []string{
		"addPreviousOutputInEnv", "connection", "create", "delete", "environment", "logging", "stdin", "triggers", "update",
	}
	if got := slices.Sorted(maps.Keys(inputs)); !slices.Equal(got, names) {
		t.Errorf("inputs %v", got)
	}
	if !inputs["connection"].Secret || !inputs["triggers"].ReplaceOnChanges {
		t.Errorf("connection %+v, triggers %+v", inputs["connection"], inputs["triggers"])
	}
}
