package main

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
)

// TestEveryTokenOfTheSDK holds the plugin to the SDK's tokens: none missing, none twice, none unknown.
func TestEveryTokenOfTheSDK(t *testing.T) {
	info := provider()
	var got []string
	for _, resource := range info.Resources {
		got = append(got, string(resource.Tok))
	}
	for _, dataSource := range info.DataSources {
		got = append(got, string(dataSource.Tok))
	}
	slices.Sort(got)
	want := strings.Fields(sdkTokens)
	if slices.Equal(got, want) {
		return
	}
	for _, token := range want {
		if !slices.Contains(got, token) {
			t.Errorf("missing: %s", token)
		}
	}
	for i, token := range got {
		if !slices.Contains(want, token) {
			t.Errorf("unknown to the SDK: %s", token)
		}
		if i > 0 && got[i-1] == token {
			t.Errorf("twice: %s", token)
		}
	}
}

// TestShapesOfTheSDK holds every input and output, nested ones too, to the name and type it has in the SDK.
func TestShapesOfTheSDK(t *testing.T) {
	info := provider()
	got := map[string]string{}
	for name, resource := range info.Resources {
		schema := info.P.ResourcesMap().Get(name).Schema()
		token := string(resource.Tok)
		got[token+" in"] = object(schema, resource.Fields, isInput)
		got[token+" out"] = object(schema, resource.Fields, always)
	}
	for name, dataSource := range info.DataSources {
		schema := info.P.DataSourcesMap().Get(name).Schema()
		token := string(dataSource.Tok)
		got[token+" in"] = object(schema, dataSource.Fields, isInput)
		got[token+" out"] = object(schema, dataSource.Fields, always, "id: string")
	}

	shapes, err := os.ReadFile("testdata/shapes.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(shapes)) {
		at := strings.Index(line, " {")
		want[line[:at]] = strings.TrimSpace(line[at+1:])
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			t.Errorf("%s\n  is   %s\n  want %s", key, got[key], want[key])
		}
	}
}

func isInput(schema shim.Schema) bool { return schema.Required() || schema.Optional() }

func always(shim.Schema) bool { return true }

// object spells a Terraform schema as describe-sdk.mjs spells an interface of the SDK.
func object(
	schema shim.SchemaMap, fields map[string]*tfbridge.SchemaInfo, wanted func(shim.Schema) bool, more ...string,
) string {
	members := more
	schema.Range(func(name string, property shim.Schema) bool {
		if wanted(property) && property.Removed() == "" {
			pulumiName := tfbridge.TerraformToPulumiNameV2(name, schema, fields)
			members = append(members, pulumiName+": "+shape(property, fields[name]))
		}
		return true
	})
	slices.Sort(members)
	return "{" + strings.Join(slices.Compact(members), ", ") + "}"
}

func shape(property shim.Schema, field *tfbridge.SchemaInfo) string {
	switch property.Type() {
	case shim.TypeBool:
		return "boolean"
	case shim.TypeInt, shim.TypeFloat:
		return "number"
	case shim.TypeString:
		return "string"
	case shim.TypeMap:
		return "map"
	}
	element := "string"
	switch elem := property.Elem().(type) {
	case shim.Resource:
		element = object(elem.Schema(), nil, always)
	case shim.Schema:
		element = shape(elem, nil)
	}
	if tfbridge.IsMaxItemsOne(property, field) {
		return element
	}
	return "[" + element + "]"
}
