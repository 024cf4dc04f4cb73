package main

import (
	"context"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Config is the resource cloudinit:index/config:Config. It is replaced when one of its inputs changes.
type Config struct{}

// ConfigState are its outputs.
type ConfigState struct {
	Document
	// Rendered is the rendered document.
	Rendered string `pulumi:"rendered"`
}

// Annotate sets the token, which names the file that holds the resource in the official SDK.
func (c *Config) Annotate(a infer.Annotator) { a.SetToken("index/config", "Config") }

// WireDependencies keeps the rendered document as secret as its parts.
func (*Config) WireDependencies(f infer.FieldSelector, args *Document, state *ConfigState) {
	f.OutputField(&state.Rendered).DependsOn(f.InputField(&args.Parts).Secret())
	f.OutputField(&state.Parts).DependsOn(f.InputField(&args.Parts).Secret())
	f.OutputField(&state.Boundary).DependsOn(f.InputField(&args.Boundary).Secret())
}

// Check refuses a document that can't be rendered.
func (*Config) Check(ctx context.Context, request infer.CheckRequest) (infer.CheckResponse[Document], error) {
	document, failures, err := infer.DefaultCheck[Document](ctx, request.NewInputs)
	if err != nil {
		return infer.CheckResponse[Document]{}, err
	}
	return infer.CheckResponse[Document]{
		Inputs: document, Failures: append(failures, document.invalid(request.NewInputs)...),
	}, nil
}

// Create renders the document. The preview doesn't tell what it will be.
func (*Config) Create(
	_ context.Context, request infer.CreateRequest[Document],
) (infer.CreateResponse[ConfigState], error) {
	response := infer.CreateResponse[ConfigState]{Output: ConfigState{Document: request.Inputs}}
	if request.DryRun {
		return response, nil
	}
	var err error
	response.Output.Rendered, response.ID, err = request.Inputs.render()
	return response, err
}

// invalid tells what is wrong with a document, save where inputs, from which it comes, are not known yet.
func (d Document) invalid(inputs property.Map) []provider.CheckFailure {
	var failures []provider.CheckFailure
	refuse := func(property, reason string) {
		failures = append(failures, provider.CheckFailure{Property: property, Reason: reason})
	}
	known := func(name string) bool { return !inputs.Get(name).IsComputed() }
	if known("gzip") && known("base64Encode") && *d.Gzip && !*d.Base64Encode {
		refuse("base64Encode", "Invalid Attribute Configuration. Expected base64_encode to be set to true when gzip is true.")
	}
	if known("boundary") && *d.Boundary == "" {
		refuse("boundary", "Invalid Attribute Value Length. Attribute boundary string length must be at least 1, got: 0.")
	}
	if known("parts") && len(d.Parts) == 0 {
		refuse("parts", "Invalid Block. Block part must have a configuration value as the provider has marked it as required.")
	}
	return failures
}
