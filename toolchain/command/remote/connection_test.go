package remote

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestEncryptedKeyIsOpened(t *testing.T) {
	_, key := newKey(t, "battery staple")
	endpoint := Endpoint{Host: ptr("127.0.0.1"), PrivateKey: &key, PrivateKeyPassword: ptr("battery staple")}
	if _, err := endpoint.clientConfig(); err != nil {
		t.Error(err)
	}
	endpoint.PrivateKeyPassword = ptr("wrong")
	if _, err := endpoint.clientConfig(); err == nil {
		t.Error("a wrong passphrase is no error")
	}
}

func TestLoginMethods(t *testing.T) {
	s := newServer(t)
	byPassword := Endpoint{Host: ptr("127.0.0.1"), Port: ptr(float64(s.port)), User: ptr(testUser), Password: ptr(testPassword)}
	for name, endpoint := range map[string]Endpoint{"key": s.endpoint(), "password": byPassword} {
		args := onServer(s, "echo "+name)
		args.Connection = &Connection{Endpoint: endpoint}
		if state, err := create(t.Context(), args); err != nil || state.Stdout != name {
			t.Errorf("%s: stdout %q, error %v", name, state.Stdout, err)
		}
	}
}

func TestOtherHostKeyIsRefused(t *testing.T) {
	s, other := newServer(t), newServer(t)
	args := onServer(s, "true")
	args.Connection.HostKey = &other.hostKey
	_, err := create(t.Context(), args)
	if err == nil || !strings.Contains(err.Error(), "host key mismatch") {
		t.Errorf("error %v", err)
	}
}

func TestUnreadableHostKeyIsRefused(t *testing.T) {
	s := newServer(t)
	args := onServer(s, "true")
	args.Connection.HostKey = ptr("no key")
	_, err := create(t.Context(), args)
	if err == nil || !strings.Contains(err.Error(), "failed to parse host key") || s.dialled() != 0 {
		t.Errorf("%d dials, error %v", s.dialled(), err)
	}
}

func TestDialErrorLimitCountsTheFurtherAttempts(t *testing.T) {
	s := newServer(t)
	args := onServer(s, "true")
	args.Connection.PrivateKey, args.Connection.Password = nil, ptr("wrong")
	args.Connection.DialErrorLimit = ptr(2)
	_, err := create(t.Context(), args)
	if err == nil || !strings.Contains(err.Error(), "after 2 failed attempts") {
		t.Errorf("error %v", err)
	}
	if s.dialled() != 3 {
		t.Errorf("%d dials", s.dialled())
	}
}

func TestUnlimitedDialsEndWithTheContextAndSayWhatTheLastOneSaw(t *testing.T) {
	s := newServer(t)
	args := onServer(s, "true")
	args.Connection.HostKey = &newServer(t).hostKey
	args.Connection.DialErrorLimit = ptr(unlimited)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := create(ctx, args)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "host key mismatch") {
		t.Errorf("error %v", err)
	}
}

func TestSilentServerTakesNoLongerThanPerDialTimeout(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	endpoint := newServer(t).endpoint()
	endpoint.Port = ptr(float64(listener.Addr().(*net.TCPAddr).Port))
	endpoint.PerDialTimeout, endpoint.DialErrorLimit = ptr(1), ptr(0)
	started := time.Now()
	_, err = (&Connection{Endpoint: endpoint}).dial(t.Context())
	if err == nil || !strings.Contains(err.Error(), "no SSH handshake") || time.Since(started) > time.Minute {
		t.Errorf("error %v after %s", err, time.Since(started))
	}
}

func TestProxyIsDialledFirst(t *testing.T) {
	target, proxy := newServer(t), newServer(t)
	args := onServer(target, "echo through")
	args.Connection.Proxy = &ProxyConnection{proxy.endpoint()}
	state, err := create(t.Context(), args)
	if err != nil || state.Stdout != "through" || proxy.dialled() != 1 || target.dialled() != 1 {
		t.Errorf("stdout %q, %d+%d dials, error %v", state.Stdout, proxy.dialled(), target.dialled(), err)
	}
}

func TestProxyFailureSaysSo(t *testing.T) {
	target, proxy := newServer(t), newServer(t)
	args := onServer(target, "true")
	args.Connection.Proxy = &ProxyConnection{proxy.endpoint()}
	args.Connection.Proxy.HostKey = &target.hostKey
	_, err := create(t.Context(), args)
	if err == nil || !strings.HasPrefix(err.Error(), "proxy: ") || target.dialled() != 0 {
		t.Errorf("%d dials of the target, error %v", target.dialled(), err)
	}
}

func TestRSAHostKeysAreAskedForBySHA2(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ssh.NewPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	if got := algorithmsFor(public); got[0] != ssh.KeyAlgoRSASHA256 {
		t.Errorf("algorithms %v", got)
	}
}
