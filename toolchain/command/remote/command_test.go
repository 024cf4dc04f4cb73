package remote

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"

	"pulumi-cpnr/toolchain/command/lifecycle"
)

func ptr[T any](value T) *T { return &value }

func create(ctx context.Context, args CommandArgs) (CommandState, error) {
	response, err := (&Command{}).Create(ctx, infer.CreateRequest[CommandArgs]{Name: "probe", Inputs: args})
	return response.Output, err
}

func onServer(s *server, command string) CommandArgs {
	return CommandArgs{
		Commands:   lifecycle.Commands{Create: &command},
		Connection: &Connection{Endpoint: s.endpoint()},
	}
}

func TestCreateRunsTheCommand(t *testing.T) {
	args := onServer(newServer(t), `cat; echo "to $WHOM" >&2`)
	args.Stdin = ptr("from stdin\n")
	args.Environment = map[string]string{"WHOM": "stderr"}
	state, err := create(t.Context(), args)
	if err != nil {
		t.Fatal(err)
	}
	if state.Stdout != "from stdin" || state.Stderr != "to stderr" {
		t.Errorf("stdout %q, stderr %q", state.Stdout, state.Stderr)
	}
}

func TestPreviewRunsNothing(t *testing.T) {
	s := newServer(t)
	response, err := (&Command{}).Create(t.Context(), infer.CreateRequest[CommandArgs]{
		Name: "probe", Inputs: onServer(s, "true"), DryRun: true,
	})
	if err != nil || !strings.HasPrefix(response.ID, "probe") || s.dialled() != 0 {
		t.Errorf("id %q, %d dials, error %v", response.ID, s.dialled(), err)
	}
}

func TestFailureTellsStatusAndOutput(t *testing.T) {
	_, err := create(t.Context(), onServer(newServer(t), "echo out; echo broken >&2; exit 3"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"Process exited with status 3", `running "echo out; echo broken >&2; exit 3"`, "broken"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q lacks %q", err, part)
		}
	}
}

func TestUpdateAndDeleteSeeThePreviousOutput(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	args := onServer(newServer(t), "echo one; echo two >&2")
	args.Delete = ptr(`printf %s "$PULUMI_COMMAND_STDOUT" > ` + trace)
	created, err := create(t.Context(), args)
	if err != nil {
		t.Fatal(err)
	}
	args.Update = ptr(`echo "$PULUMI_COMMAND_STDOUT+$PULUMI_COMMAND_STDERR"`)
	update := infer.UpdateRequest[CommandArgs, CommandState]{Inputs: args, State: created}
	updated, err := (&Command{}).Update(t.Context(), update)
	if err != nil || updated.Output.Stdout != "one+two" {
		t.Fatalf("stdout %q, error %v", updated.Output.Stdout, err)
	}
	update.Inputs.AddPreviousOutputInEnv = ptr(false)
	without, err := (&Command{}).Update(t.Context(), update)
	if err != nil || without.Output.Stdout != "+" {
		t.Errorf("stdout %q, error %v", without.Output.Stdout, err)
	}
	deletion := infer.DeleteRequest[CommandState]{State: updated.Output}
	if _, err := (&Command{}).Delete(t.Context(), deletion); err != nil {
		t.Fatal(err)
	}
	if seen, _ := os.ReadFile(trace); string(seen) != "one+two" {
		t.Errorf("delete saw %q", seen)
	}
}

func TestUpdateWithoutUpdateCommandCreatesAgain(t *testing.T) {
	args := onServer(newServer(t), "echo again")
	updated, err := (&Command{}).Update(t.Context(), infer.UpdateRequest[CommandArgs, CommandState]{Inputs: args})
	if err != nil || updated.Output.Stdout != "again" {
		t.Errorf("stdout %q, error %v", updated.Output.Stdout, err)
	}
}

func TestRefusedVariableFailsTheCommand(t *testing.T) {
	args := onServer(newServer(t, "FORBIDDEN"), "true")
	args.Environment = map[string]string{"FORBIDDEN": "x"}
	_, err := create(t.Context(), args)
	if err == nil || !strings.Contains(err.Error(), `could not set environment variable "FORBIDDEN"`) {
		t.Errorf("error %v", err)
	}
}

func TestRefusedPreviousOutputIsNoFailure(t *testing.T) {
	args := onServer(newServer(t, lifecycle.PreviousStdout), "echo fine")
	request := infer.UpdateRequest[CommandArgs, CommandState]{
		Inputs: args, State: CommandState{Outcome: Outcome{Stdout: "before"}},
	}
	updated, err := (&Command{}).Update(t.Context(), request)
	if err != nil || updated.Output.Stdout != "fine" {
		t.Errorf("stdout %q, error %v", updated.Output.Stdout, err)
	}
}

func TestCancellingEndsTheRemoteCommand(t *testing.T) {
	alive := filepath.Join(t.TempDir(), "alive")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for i := 0; i < 500; i++ {
			if _, err := os.Stat(alive); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		cancel()
	}()
	started := time.Now()
	_, err := create(ctx, onServer(newServer(t), "while :; do touch "+alive+"; sleep 0.1; done"))
	if err == nil || time.Since(started) > time.Minute {
		t.Fatalf("error %v after %s", err, time.Since(started))
	}
	if err := os.Remove(alive); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	if _, err := os.Stat(alive); err == nil {
		t.Error("the command still runs")
	}
}
