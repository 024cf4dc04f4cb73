package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// standInNode is a node that finds the runner, and otherwise does what the script says.
func standInNode(t *testing.T, script string) {
	t.Helper()
	standIn(t, "node", "[ \"$1\" = --print ] && echo /modules/run.js && exit\n"+script)
}

// run runs a program in a folder of its own.
func run(ctx context.Context, t *testing.T, host *host) *pulumirpc.RunResponse {
	t.Helper()
	response, err := host.Run(ctx, &pulumirpc.RunRequest{MonitorAddress: "127.0.0.1:1", Info: programInfo(t, t.TempDir(), nil)})
	if err != nil {
		t.Error(err)
	}
	return response
}

func TestTheExitCodeTellsTheOutcome(t *testing.T) {
	for _, ending := range []struct {
		script, message string
		bail            bool
	}{
		{"exit 0", "", false},
		{"exit 32", "", true},
		{"exit 7", "the program exited with code 7", false},
		{"kill -KILL $$", "the program was ended by a signal (signal: killed)", false},
	} {
		t.Run(ending.script, func(t *testing.T) {
			standInNode(t, ending.script)
			response := run(t.Context(), t, newHost(t.Context(), ""))
			if response.Error != ending.message || response.Bail != ending.bail {
				t.Errorf("the response is %v", response)
			}
		})
	}
}

func TestTheProgramGetsArgumentsAndEnvironment(t *testing.T) {
	told := filepath.Join(t.TempDir(), "told")
	standInNode(t, `echo "$*|$PULUMI_CONFIG|$PULUMI_NODEJS_TYPESCRIPT" > `+told)
	if response := run(t.Context(), t, newHost(t.Context(), "")); response.Error != "" {
		t.Fatal(response.Error)
	}
	content, err := os.ReadFile(told)
	if err != nil {
		t.Fatal(err)
	}
	if line := string(content); !strings.HasPrefix(line, "/modules/run.js --monitor 127.0.0.1:1 ") ||
		!strings.HasSuffix(line, " .|{}|true\n") {
		t.Errorf("the program was told %q", line)
	}
}

func TestAMissingSDKIsSaid(t *testing.T) {
	standIn(t, "node", "echo \"code: 'MODULE_NOT_FOUND'\" >&2; exit 1")
	response := run(t.Context(), t, newHost(t.Context(), ""))
	if !strings.HasPrefix(response.Error, "the package @pulumi/pulumi is not installed in ") {
		t.Errorf("the response is %v", response)
	}
}

func TestAMissingNodeIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	response := run(t.Context(), t, newHost(t.Context(), ""))
	if !strings.Contains(response.Error, "install Node.js") {
		t.Errorf("the response is %v", response)
	}
}

func TestCancellationEndsTheProgram(t *testing.T) {
	for _, cancellation := range []struct {
		name, signals string
		cancel        func(*host, context.CancelFunc)
	}{
		{"of the call", "trap - INT", func(_ *host, cancel context.CancelFunc) { cancel() }},
		{"of the host", "trap - INT", func(host *host, _ context.CancelFunc) { _, _ = host.Cancel(context.Background(), nil) }},
		{"of one that ignores it", "trap '' INT", func(_ *host, cancel context.CancelFunc) { cancel() }},
	} {
		t.Run(cancellation.name, func(t *testing.T) {
			written := filepath.Join(t.TempDir(), "pid")
			standInNode(t, cancellation.signals+"; echo $$ > "+written+".new; mv "+written+".new "+written+"; exec sleep 60")
			host := newHost(t.Context(), "")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			responses := make(chan *pulumirpc.RunResponse)
			go func() { responses <- run(ctx, t, host) }()
			pid := awaitPid(t, written)
			cancellation.cancel(host, cancel)
			select {
			case response := <-responses:
				if response.Error != "the program was cancelled" {
					t.Errorf("the response is %v", response)
				}
			case <-time.After(20 * time.Second):
				t.Error("the program was not ended")
			}
			if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
				t.Errorf("the process is left behind (%v)", err)
			}
		})
	}
}

// awaitPid waits for a process to write its id.
func awaitPid(t *testing.T, path string) int {
	t.Helper()
	for range 200 {
		if content, err := os.ReadFile(path); err == nil {
			pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the program was not started")
	return 0
}
