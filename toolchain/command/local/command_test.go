package local

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"

	"pulumi-cpnr/toolchain/command/lifecycle"
)

func ptr[T any](value T) *T { return &value }

func create(ctx context.Context, command string, process Process) (CommandState, error) {
	response, err := (&Command{}).Create(ctx, infer.CreateRequest[CommandArgs]{
		Name: "build", Inputs: CommandArgs{Commands: lifecycle.Commands{Create: &command}, Process: process},
	})
	return response.Output, err
}

func TestCreateRunsTheCommand(t *testing.T) {
	dir := t.TempDir()
	state, err := create(t.Context(), `cat; echo "$WHOM in $(pwd)" >&2`, Process{
		Stdin: ptr("from stdin\n"), Dir: &dir, Environment: &map[string]string{"WHOM": "me"},
	})
	if err != nil || state.Stdout != "from stdin" || state.Stderr != "me in "+dir {
		t.Errorf("stdout %q, stderr %q, error %v", state.Stdout, state.Stderr, err)
	}
}

func TestInterpreterGetsTheCommandLast(t *testing.T) {
	state, err := create(t.Context(), "hello", Process{Interpreter: &[]string{"/bin/echo", "-n"}})
	if err != nil || state.Stdout != "hello" {
		t.Errorf("stdout %q, error %v", state.Stdout, err)
	}
}

func TestPreviewRunsNothing(t *testing.T) {
	made := filepath.Join(t.TempDir(), "made")
	_, err := (&Command{}).Create(t.Context(), infer.CreateRequest[CommandArgs]{
		Inputs: CommandArgs{Commands: lifecycle.Commands{Create: ptr("touch " + made)}}, DryRun: true,
	})
	if _, missing := os.Stat(made); err != nil || missing == nil {
		t.Errorf("the command ran, or error %v", err)
	}
}

func TestFailureTellsStatusAndOutput(t *testing.T) {
	_, err := create(t.Context(), "echo out; echo broken >&2; exit 3", Process{})
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v", err)
	}
}

func TestUpdateSeesThePreviousOutput(t *testing.T) {
	command := ptr(`echo "$PULUMI_COMMAND_STDOUT+$PULUMI_COMMAND_STDERR"`)
	updated, err := (&Command{}).Update(t.Context(), infer.UpdateRequest[CommandArgs, CommandState]{
		Inputs: CommandArgs{Commands: lifecycle.Commands{Create: ptr("false"), Update: command}},
		State:  CommandState{Outcome: Outcome{Stdout: "one", Stderr: "two"}},
	})
	if err != nil || updated.Output.Stdout != "one+two" {
		t.Errorf("stdout %q, error %v", updated.Output.Stdout, err)
	}
}

func TestCancellingEndsTheCommandAndItsChildren(t *testing.T) {
	alive := filepath.Join(t.TempDir(), "alive")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	started := time.Now()
	_, err := create(ctx, "(while :; do touch "+alive+"; sleep 0.1; done) & wait", Process{})
	if err == nil || time.Since(started) > time.Minute {
		t.Fatalf("error %v after %s", err, time.Since(started))
	}
	_ = os.Remove(alive)
	time.Sleep(500 * time.Millisecond)
	if _, err := os.Stat(alive); err == nil {
		t.Error("the child still runs")
	}
}

func TestCancellingLetsTheCommandRestoreWhatItChanged(t *testing.T) {
	restored := filepath.Join(t.TempDir(), "restored")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err := create(ctx, "trap 'sleep 0.5; touch "+restored+"; exit 1' TERM; while :; do sleep 0.1; done", Process{})
	if _, missing := os.Stat(restored); err == nil || missing != nil {
		t.Errorf("error %v; the command restored nothing: %v", err, missing)
	}
}

func TestCancellingKillsChildrenThatIgnoreTheSignal(t *testing.T) {
	alive := filepath.Join(t.TempDir(), "alive")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	child := "(trap '' TERM; while :; do touch " + alive + "; sleep 0.1; done) >/dev/null 2>&1 & wait"
	if _, err := create(ctx, child, Process{}); err == nil {
		t.Fatal("no error")
	}
	_ = os.Remove(alive)
	time.Sleep(500 * time.Millisecond)
	if _, err := os.Stat(alive); err == nil {
		t.Error("the child still runs")
	}
}

func TestFilesAreChosenByTheirPatterns(t *testing.T) {
	dir := t.TempDir()
	state, err := create(t.Context(), "mkdir -p src/deep; touch top.js src/index.js src/deep/secret.js", Process{
		Dir: &dir, AssetPaths: &[]string{"src/**.js", "!**secret.*"}, ArchivePaths: &[]string{"*.js"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if paths := slices.Collect(maps.Keys(*state.Assets)); !slices.Equal(paths, []string{"src/index.js"}) {
		t.Errorf("assets %v", paths)
	}
	if members, _ := state.Archive.GetAssets(); len(members) != 1 || members["top.js"] == nil {
		t.Errorf("archive %v", members)
	}
}

func TestRunReturnsWhatTheCommandWrote(t *testing.T) {
	result, err := (&Run{}).Invoke(t.Context(), infer.FunctionRequest[RunArgs]{Input: RunArgs{Command: "echo now"}})
	if err != nil || result.Output.Stdout != "now" || result.Output.Command != "echo now" {
		t.Errorf("result %+v, error %v", result.Output, err)
	}
}
