package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
)

// TestTheSDKsTokensAndProperties holds the plugin to the SDK: every token once, every input and output, nested ones too, by the
// name and type that the SDK has for it. What Terraform's provider dropped since is listed in testdata/dropped.txt, of which
// the program uses nothing (test/components/openstackProvider.test.ts).
func TestTheSDKsTokensAndProperties(t *testing.T) {
	info := provider()
	offered := map[string]bool{}
	offer := func(token string, lines ...string) {
		if offered[token] {
			t.Errorf("two of Terraform's names have the token %s", token)
		}
		offered[token] = true
		for _, line := range lines {
			offered[token+line] = true
		}
	}
	for name, resource := range info.Resources {
		schema := info.P.ResourcesMap().Get(name).Schema()
		inputs := properties(" in ", object(schema, resource.Fields, isInput))
		outputs := properties(" out ", object(schema, resource.Fields, always))
		offer(string(resource.Tok), append(inputs, outputs...)...)
	}
	for name, dataSource := range info.DataSources {
		schema := info.P.DataSourcesMap().Get(name).Schema()
		inputs := properties(" in ", object(schema, dataSource.Fields, isInput))
		outputs := properties(" out ", object(schema, dataSource.Fields, always, "id: string"))
		offer(string(dataSource.Tok), append(inputs, outputs...)...)
	}

	var missing []string
	for _, token := range strings.Fields(sdkTokens) {
		if !offered[token] {
			missing = append(missing, token)
		}
	}
	for line := range strings.Lines(read(t, "testdata/shapes.txt")) {
		token, rest, _ := strings.Cut(line, " ")
		direction, shape, _ := strings.Cut(strings.TrimSpace(rest), " ")
		for _, property := range properties(" "+direction+" ", shape) {
			if offered[token] && !offered[token+property] {
				missing = append(missing, token+property)
			}
		}
	}
	slices.Sort(missing)
	dropped := strings.Split(strings.TrimSpace(read(t, "testdata/dropped.txt")), "\n")
	for _, line := range missing {
		if !slices.Contains(dropped, line) {
			t.Errorf("the plugin lacks %s", line)
		}
	}
	for _, line := range dropped {
		if !slices.Contains(missing, line) {
			t.Errorf("testdata/dropped.txt lists what the plugin has: %s", line)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// properties are the lines of a shape such as {binding: {hostId: string}}, one for each property: binding.hostId: string.
func properties(path, shape string) []string {
	switch {
	case strings.HasPrefix(shape, "["):
		return properties(path+"[]", shape[1:len(shape)-1])
	case strings.HasPrefix(shape, "{"):
		var lines []string
		for _, member := range members(shape[1 : len(shape)-1]) {
			name, inner, _ := strings.Cut(member, ": ")
			separator := "."
			if strings.HasSuffix(path, " ") {
				separator = ""
			}
			lines = append(lines, properties(path+separator+name, inner)...)
		}
		return lines
	default:
		return []string{path + ": " + shape}
	}
}

// members are the parts of a text between the commas outside its braces.
func members(text string) []string {
	var parts []string
	depth, begin := 0, 0
	for at, character := range text {
		switch character {
		case '{':
			depth++
		case '}':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, text[begin:at])
				begin = at + len(", ")
			}
		}
	}
	if begin < len(text) {
		parts = append(parts, text[begin:])
	}
	return parts
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
