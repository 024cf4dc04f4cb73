package remote

import (
	"context"
	"fmt"
	"net"
	"time"

	"golang.org/x/crypto/ssh"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/retry"
)

// Connection is an SSH server, possibly behind another.
type Connection struct {
	Endpoint
	// Proxy is the server through which Endpoint is reached.
	Proxy *ProxyConnection `pulumi:"proxy,optional"`
}

// ProxyConnection is an SSH server through which another is reached.
type ProxyConnection struct{ Endpoint }

// Annotate sets the defaults.
func (c *Connection) Annotate(a infer.Annotator) { c.annotate(a) }

// Annotate sets the defaults.
func (c *ProxyConnection) Annotate(a infer.Annotator) { c.annotate(a) }

// client is a connection to a server, with all that has to be closed after it.
type client struct {
	*ssh.Client
	proxy *client
}

// Close ends the connection, and that to the proxy if there is one.
func (c *client) Close() error {
	err := c.Client.Close()
	if c.proxy != nil {
		_ = c.proxy.Close()
	}
	return err
}

// dial connects and logs in, and tries again for as long as the limits of errors allow.
func (c *Connection) dial(ctx context.Context) (*client, error) {
	if c.Proxy == nil {
		return c.dialThrough(ctx, "Dial", (&net.Dialer{}).DialContext)
	}
	proxy, err := c.Proxy.dialThrough(ctx, "Dial proxy", (&net.Dialer{}).DialContext)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	through, err := c.dialThrough(ctx, "Dial", proxy.DialContext)
	if err != nil {
		_ = proxy.Close()
		return nil, fmt.Errorf("proxy: %w", err)
	}
	through.proxy = proxy
	return through, nil
}

// connector opens a connection to a server, itself or through a proxy.
type connector func(ctx context.Context, network, address string) (net.Conn, error)

func (e *Endpoint) dialThrough(ctx context.Context, what string, connect connector) (*client, error) {
	config, err := e.clientConfig()
	if err != nil {
		return nil, err
	}
	return retried(ctx, what, e.dialErrorLimit(), func() (*client, error) {
		return handshake(ctx, e.address(), config, connect)
	})
}

// handshake makes one attempt to connect and log in.
func handshake(ctx context.Context, address string, config *ssh.ClientConfig, connect connector) (*client, error) {
	attempt := ctx
	if config.Timeout > 0 {
		var cancel context.CancelFunc
		attempt, cancel = context.WithTimeout(ctx, config.Timeout)
		defer cancel()
	}
	conn, err := connect(attempt, "tcp", address)
	if err != nil {
		return nil, err
	}
	// Closing is the one way to end a handshake that works through a proxy too.
	stop := context.AfterFunc(attempt, func() { _ = conn.Close() })
	connection, channels, requests, err := ssh.NewClientConn(conn, address, config)
	if !stop() && err == nil {
		err = attempt.Err()
	}
	if err != nil {
		_ = conn.Close()
		if attempt.Err() != nil {
			err = fmt.Errorf("no SSH handshake with %s within %s: %w", address, config.Timeout, err)
		}
		return nil, err
	}
	return &client{Client: ssh.NewClient(connection, channels, requests)}, nil
}

// retried calls attempt until it succeeds, with growing pauses, and at most errorLimit times more after a failure.
func retried[T any](ctx context.Context, what string, errorLimit int, attempt func() (T, error)) (T, error) {
	var result T
	var last error
	limit := "inf"
	if errorLimit != unlimited {
		limit = fmt.Sprint(errorLimit)
	}
	ended, _, err := retry.Until(ctx, retry.Acceptor{Accept: func(failures int, _ time.Duration) (bool, any, error) {
		var failure error
		if result, failure = attempt(); failure == nil {
			return true, nil, nil
		}
		if ctx.Err() == nil {
			last = failure
		}
		if errorLimit != unlimited && failures >= errorLimit {
			return true, nil, fmt.Errorf("after %d failed attempts: %w", failures, failure)
		}
		provider.GetLogger(ctx).InfoStatusf("%s %d/%s failed: retrying", what, failures+1, limit)
		return false, nil, nil
	}})
	if err == nil && !ended {
		err = ctx.Err()
		if last != nil {
			err = fmt.Errorf("%w; the last attempt: %w", err, last)
		}
	}
	return result, err
}
