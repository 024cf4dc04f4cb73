package main

import (
	"context"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// officialOnly says what the host lacks, and where it is to be had.
func officialOnly(what string) string {
	return what + " takes the official language host: install Pulumi (https://www.pulumi.com/docs/install)"
}

// unsupported is the answer to a call that only the official host serves.
func unsupported(what string) error { return status.Error(codes.Unimplemented, officialOnly(what)) }

// GenerateProgram would write a program from Pulumi's own language.
func (h *host) GenerateProgram(
	context.Context, *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	return nil, unsupported("generating a Node.js program")
}

// GenerateProject would write a project from Pulumi's own language.
func (h *host) GenerateProject(
	context.Context, *pulumirpc.GenerateProjectRequest,
) (*pulumirpc.GenerateProjectResponse, error) {
	return nil, unsupported("generating a Node.js project")
}

// GeneratePackage would write an SDK from a package's schema.
func (h *host) GeneratePackage(
	context.Context, *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	return nil, unsupported("generating an npm package")
}

// Pack would make an archive of an SDK.
func (h *host) Pack(context.Context, *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	return nil, unsupported("packing an npm package")
}

// Link would add a local SDK to a program's dependencies.
func (h *host) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return nil, unsupported("linking an npm package")
}
