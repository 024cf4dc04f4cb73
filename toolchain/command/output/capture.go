package output

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	provider "github.com/pulumi/pulumi-go-provider"
)

// Capture collects the two streams of a running command and shows their lines. Both streams may be written at once.
type Capture struct {
	mu                   sync.Mutex
	show                 func(line string)
	stdout, stderr, both bytes.Buffer
	shown                []*lines
	logging              *Logging
}

// NewCapture starts to collect. The lines that logging chooses appear in the status of the resource that ctx belongs to.
func NewCapture(ctx context.Context, logging *Logging) *Capture {
	return &Capture{show: provider.GetLogger(ctx).InfoStatus, logging: logging}
}

// Stdout is where the command's standard output goes.
func (c *Capture) Stdout() io.Writer { return c.stream(&c.stdout, c.logging.showsStdout()) }

// Stderr is where the command's standard error goes.
func (c *Capture) Stderr() io.Writer { return c.stream(&c.stderr, c.logging.showsStderr()) }

func (c *Capture) stream(buffer *bytes.Buffer, shown bool) io.Writer {
	writers := []io.Writer{buffer, &c.both}
	if shown {
		stream := &lines{show: c.show}
		c.shown = append(c.shown, stream)
		writers = append(writers, stream)
	}
	return &locked{mu: &c.mu, writer: io.MultiWriter(writers...)}
}

// End shows what is left of unfinished lines. If the command failed, it returns an error with all that it wrote.
func (c *Capture) End(command string, failure error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, stream := range c.shown {
		stream.flush()
	}
	if failure != nil {
		return fmt.Errorf("%w: running %q:\n%s", failure, command, c.both.String())
	}
	return nil
}

// Streams returns standard output and standard error, each without a final newline.
func (c *Capture) Streams() (stdout, stderr string) {
	return strings.TrimSuffix(c.stdout.String(), "\n"), strings.TrimSuffix(c.stderr.String(), "\n")
}

// locked lets one writer at a time through.
type locked struct {
	mu     *sync.Mutex
	writer io.Writer
}

func (l *locked) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.writer.Write(data)
}

// lines shows what is written to it line by line.
type lines struct {
	show       func(line string)
	unfinished []byte
}

func (l *lines) Write(data []byte) (int, error) {
	l.unfinished = append(l.unfinished, data...)
	for {
		line, rest, found := bytes.Cut(l.unfinished, []byte("\n"))
		if !found {
			return len(data), nil
		}
		l.show(string(bytes.TrimSuffix(line, []byte("\r"))))
		l.unfinished = rest
	}
}

func (l *lines) flush() {
	if len(l.unfinished) > 0 {
		l.show(string(l.unfinished))
		l.unfinished = nil
	}
}
