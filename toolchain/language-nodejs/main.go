// The language host pulumi-language-nodejs, for machines where the one of Pulumi's own download can't be had: it runs
// Node.js programs for an engine of the same version. What only generates code or packages providers is left out.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// version is the engine's, set by the build.
var version = "0.0.0"

// livenessInterval is how often the host looks whether its engine is still there, so as not to outlive it.
const livenessInterval = 10 * time.Second

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}

// serve answers the engine until it goes or sends a signal, and ends what is still running then.
func serve() error {
	tracing := flag.String("tracing", "", "the endpoint that programs send their traces to")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: pulumi-language-nodejs [flags] [engine address]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if *showVersion {
		fmt.Println("v" + version)
		return nil
	}
	logging.InitLogging(false, 0, false)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	host := newHost(ctx, *tracing)
	if address := flag.Arg(0); address != "" {
		if err := host.attach(address); err != nil {
			return err
		}
	}
	gone := make(chan bool)
	go func() {
		<-host.alive.Done()
		close(gone)
	}()
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: gone,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("can't serve the engine: %w", err)
	}
	// The engine reads the port from the first line.
	fmt.Println(server.Port)
	return <-server.Done
}
