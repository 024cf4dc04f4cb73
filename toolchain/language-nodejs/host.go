package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host is the service that the engine calls.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	// alive ends with the host: by a signal, the loss of the engine, or the engine's request to cancel.
	alive context.Context
	end   context.CancelFunc

	// engine is the engine's address, a string, that programs log to.
	engine atomic.Value

	// tracing is the endpoint that programs send their traces to, or empty.
	tracing string
}

// newHost makes a host whose programs are ended with the context.
func newHost(ctx context.Context, tracing string) *host {
	alive, end := context.WithCancel(ctx)
	h := &host{alive: alive, end: end, tracing: tracing}
	h.engine.Store("")
	return h
}

// attach remembers the engine's address, and ends the host when nobody answers there any more.
func (h *host) attach(address string) error {
	h.engine.Store(address)
	if err := rpcutil.Healthcheck(h.alive, address, livenessInterval, h.end); err != nil {
		return fmt.Errorf("the engine's address %q can't be used: %w", address, err)
	}
	return nil
}

// Handshake tells a host that was started without an engine which one it serves.
func (h *host) Handshake(
	_ context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	if err := h.attach(request.EngineAddress); err != nil {
		return nil, err
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo names the host's version.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "v" + version}, nil
}

// RuntimeOptionsPrompts asks nothing: every option has a default.
func (h *host) RuntimeOptionsPrompts(
	context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

// Template leaves a new project as its template has it.
func (h *host) Template(context.Context, *pulumirpc.TemplateRequest) (*pulumirpc.TemplateResponse, error) {
	return &pulumirpc.TemplateResponse{}, nil
}

// Cancel ends whatever runs.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.end()
	return &emptypb.Empty{}, nil
}
