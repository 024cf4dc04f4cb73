package remote

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// The defaults of an Endpoint.
const (
	defaultUser           = "root"
	defaultPort           = 22
	defaultDialErrorLimit = 10
	defaultPerDialTimeout = 15
)

// unlimited is the DialErrorLimit with which dialling is tried for ever.
const unlimited = -1

// Endpoint is an SSH server and how to log in to it.
type Endpoint struct {
	// Host is the server's name or address.
	Host *string `pulumi:"host"`
	// Port is the server's port: 22 by default.
	Port *float64 `pulumi:"port,optional"`
	// User is the user to log in as: root by default.
	User *string `pulumi:"user,optional"`
	// Password is tried after the keys.
	Password *string `pulumi:"password,optional" provider:"secret"`
	// PrivateKey is an SSH key, in PEM.
	PrivateKey *string `pulumi:"privateKey,optional" provider:"secret"`
	// PrivateKeyPassword opens PrivateKey, if that is encrypted.
	PrivateKeyPassword *string `pulumi:"privateKeyPassword,optional" provider:"secret"`
	// AgentSocketPath is the socket of an SSH agent: that of SSH_AUTH_SOCK by default.
	AgentSocketPath *string `pulumi:"agentSocketPath,optional"`
	// HostKey is the key that the server must have, as in authorized_keys. Without it any key will do.
	HostKey *string `pulumi:"hostKey,optional"`
	// DialErrorLimit is how many failed attempts are followed by another: 10 by default, -1 for no limit.
	DialErrorLimit *int `pulumi:"dialErrorLimit,optional"`
	// PerDialTimeout is how long an attempt may take, in s: 15 by default, 0 for no limit.
	PerDialTimeout *int `pulumi:"perDialTimeout,optional"`
}

func (e *Endpoint) annotate(a infer.Annotator) {
	a.SetDefault(&e.User, defaultUser)
	a.SetDefault(&e.Port, defaultPort)
	a.SetDefault(&e.DialErrorLimit, defaultDialErrorLimit)
	a.SetDefault(&e.PerDialTimeout, defaultPerDialTimeout)
}

func (e *Endpoint) address() string {
	return net.JoinHostPort(*e.Host, strconv.Itoa(int(valueOr(e.Port, defaultPort))))
}

func (e *Endpoint) dialErrorLimit() int { return valueOr(e.DialErrorLimit, defaultDialErrorLimit) }

// clientConfig says how to log in. Its timeout bounds connecting and the handshake each.
func (e *Endpoint) clientConfig() (*ssh.ClientConfig, error) {
	config := &ssh.ClientConfig{
		User:            valueOr(e.User, defaultUser),
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Timeout:         time.Duration(valueOr(e.PerDialTimeout, defaultPerDialTimeout)) * time.Second,
	}
	if e.HostKey != nil {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(*e.HostKey))
		if err != nil {
			return nil, fmt.Errorf("failed to parse host key: %w", err)
		}
		config.HostKeyCallback = ssh.FixedHostKey(key)
		config.HostKeyAlgorithms = algorithmsFor(key)
	}
	for _, method := range []func() (ssh.AuthMethod, error){e.byKey, e.byPassword, e.byPrompt, e.byAgent} {
		auth, err := method()
		if err != nil {
			return nil, err
		}
		if auth != nil {
			config.Auth = append(config.Auth, auth)
		}
	}
	return config, nil
}

// algorithmsFor are the host key algorithms to offer for a key: an RSA key signs with SHA-2, whatever its type is called.
func algorithmsFor(key ssh.PublicKey) []string {
	if key.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSA}
	}
	return []string{key.Type()}
}

func (e *Endpoint) byKey() (ssh.AuthMethod, error) {
	if e.PrivateKey == nil {
		return nil, nil
	}
	var signer ssh.Signer
	var err error
	if e.PrivateKeyPassword != nil {
		signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(*e.PrivateKey), []byte(*e.PrivateKeyPassword))
	} else {
		signer, err = ssh.ParsePrivateKey([]byte(*e.PrivateKey))
	}
	if err != nil {
		return nil, fmt.Errorf("reading the private key for %s: %w", e.address(), err)
	}
	return ssh.PublicKeys(signer), nil
}

func (e *Endpoint) byPassword() (ssh.AuthMethod, error) {
	if e.Password == nil {
		return nil, nil
	}
	return ssh.Password(*e.Password), nil
}

// byPrompt answers a server that asks for the password as a question.
func (e *Endpoint) byPrompt() (ssh.AuthMethod, error) {
	if e.Password == nil {
		return nil, nil
	}
	return ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range answers {
			answers[i] = *e.Password
		}
		return answers, nil
	}), nil
}

func (e *Endpoint) byAgent() (ssh.AuthMethod, error) {
	socket := valueOr(e.AgentSocketPath, os.Getenv("SSH_AUTH_SOCK"))
	if socket == "" {
		return nil, nil
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("reaching the SSH agent: %w", err)
	}
	return ssh.PublicKeysCallback(agent.NewClient(conn).Signers), nil
}

func valueOr[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
