package main

import (
	"context"
	"fmt"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// GetConfig is the function cloudinit:index/getConfig:getConfig.
type GetConfig struct{}

// GetConfigResult is what it returns.
type GetConfigResult struct {
	ConfigState
	// Checksum is the document's id, under a name that the framework allows (see withID).
	Checksum string `pulumi:"checksum"`
}

// Annotate sets the token, which names the file that holds the function in the official SDK.
func (g *GetConfig) Annotate(a infer.Annotator) { a.SetToken("index/getConfig", "getConfig") }

// Invoke renders the document.
func (*GetConfig) Invoke(
	_ context.Context, request infer.FunctionRequest[Document],
) (infer.FunctionResponse[GetConfigResult], error) {
	result := GetConfigResult{ConfigState: ConfigState{Document: request.Input}}
	for _, failure := range request.Input.invalid(property.Map{}) {
		return infer.FunctionResponse[GetConfigResult]{}, fmt.Errorf("%s: %s", failure.Property, failure.Reason)
	}
	var err error
	result.Rendered, result.Checksum, err = request.Input.render()
	return infer.FunctionResponse[GetConfigResult]{Output: result}, err
}

// withID wraps a provider so that the function returns its checksum as "id", a name that the framework keeps for resources.
func withID(wrapped provider.Provider) provider.Provider {
	invoke := wrapped.Invoke
	wrapped.Invoke = func(ctx context.Context, request provider.InvokeRequest) (provider.InvokeResponse, error) {
		response, err := invoke(ctx, request)
		if checksum, ok := response.Return.GetOk("checksum"); ok {
			response.Return = response.Return.Delete("checksum").Set("id", checksum)
		}
		return response, err
	}
	return wrapped
}
