package remote

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// server is an SSH server on loopback that runs commands with /bin/sh on this machine.
type server struct {
	port      int
	hostKey   string
	clientKey string
	refused   map[string]bool
	config    *ssh.ServerConfig

	mu    sync.Mutex
	dials int
}

const (
	testUser     = "cloud"
	testPassword = "correct horse"
)

// newServer starts a server that refuses the given environment variables.
func newServer(t *testing.T, refused ...string) *server {
	t.Helper()
	hostSigner, _ := newKey(t, "")
	clientSigner, clientKey := newKey(t, "")
	s := &server{
		hostKey:   string(ssh.MarshalAuthorizedKey(hostSigner.PublicKey())),
		clientKey: clientKey,
		refused:   map[string]bool{},
	}
	for _, name := range refused {
		s.refused[name] = true
	}
	s.config = &ssh.ServerConfig{
		PasswordCallback: func(meta ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if meta.User() != testUser || string(password) != testPassword {
				return nil, errors.New("wrong password")
			}
			return nil, nil
		},
		PublicKeyCallback: func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if meta.User() != testUser || string(key.Marshal()) != string(clientSigner.PublicKey().Marshal()) {
				return nil, errors.New("wrong key")
			}
			return nil, nil
		},
	}
	s.config.AddHostKey(hostSigner)
	s.listen(t)
	return s
}

func newKey(t *testing.T, passphrase string) (ssh.Signer, string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if passphrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	return signer, string(pem.EncodeToMemory(block))
}

func (s *server) listen(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	s.port = listener.Addr().(*net.TCPAddr).Port
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.dials++
			s.mu.Unlock()
			go s.serve(conn)
		}
	}()
}

// endpoint logs in to the server by key, with one further attempt at most.
func (s *server) endpoint() Endpoint {
	return Endpoint{
		Host:           ptr("127.0.0.1"),
		Port:           ptr(float64(s.port)),
		User:           ptr(testUser),
		PrivateKey:     &s.clientKey,
		HostKey:        &s.hostKey,
		DialErrorLimit: ptr(1),
	}
}

// dialled is how often a client connected.
func (s *server) dialled() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dials
}

func (s *server) serve(conn net.Conn) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for incoming := range channels {
		switch incoming.ChannelType() {
		case "session":
			go s.session(incoming)
		case "direct-tcpip":
			go forward(incoming)
		default:
			_ = incoming.Reject(ssh.UnknownChannelType, incoming.ChannelType())
		}
	}
}

func forward(incoming ssh.NewChannel) {
	var target struct {
		Host       string
		Port       uint32
		OriginHost string
		OriginPort uint32
	}
	if err := ssh.Unmarshal(incoming.ExtraData(), &target); err != nil {
		return
	}
	out, err := net.Dial("tcp", net.JoinHostPort(target.Host, fmt.Sprint(target.Port)))
	if err != nil {
		_ = incoming.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	channel, requests, err := incoming.Accept()
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	go func() {
		_, _ = io.Copy(out, channel)
		_ = out.Close()
	}()
	_, _ = io.Copy(channel, out)
	_ = channel.Close()
}

func (s *server) session(incoming ssh.NewChannel) {
	channel, requests, err := incoming.Accept()
	if err != nil {
		return
	}
	var environment []string
	var command *exec.Cmd
	for request := range requests {
		accepted := true
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			_ = ssh.Unmarshal(request.Payload, &variable)
			accepted = !s.refused[variable.Name]
			environment = append(environment, variable.Name+"="+variable.Value)
		case "exec":
			var payload struct{ Command string }
			_ = ssh.Unmarshal(request.Payload, &payload)
			command = exec.Command("/bin/sh", "-c", payload.Command)
			command.Env = append(environment, "PATH=/usr/bin:/bin")
			command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			go execute(command, channel)
		case "signal":
			if command != nil && command.Process != nil {
				_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
			}
		case "subsystem":
			accepted = strings.HasSuffix(string(request.Payload), "sftp")
			go transfer(channel)
		}
		if request.WantReply {
			_ = request.Reply(accepted, nil)
		}
	}
}

func execute(command *exec.Cmd, channel ssh.Channel) {
	command.Stdout, command.Stderr = channel, channel.Stderr()
	stdin, _ := command.StdinPipe()
	go func() {
		_, _ = io.Copy(stdin, channel)
		_ = stdin.Close()
	}()
	status := uint32(0)
	if err := command.Run(); err != nil {
		status = 255
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			status = uint32(exit.ExitCode())
		}
	}
	_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{status}))
	_ = channel.Close()
}

func transfer(channel ssh.Channel) {
	server, err := sftp.NewServer(channel)
	if err == nil {
		_ = server.Serve()
	}
	_ = channel.Close()
}
