package output

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestLinesAreShownAsChosen(t *testing.T) {
	value := func(l Logging) *Logging { return &l }
	for _, c := range []struct {
		logging *Logging
		want    []string
	}{
		{nil, []string{"out", "err", "end"}},
		{value(LogBoth), []string{"out", "err", "end"}},
		{value(LogStdout), []string{"out", "end"}},
		{value(LogStderr), []string{"err"}},
		{value(LogNone), nil},
	} {
		var shown []string
		capture := &Capture{logging: c.logging, show: func(line string) { shown = append(shown, line) }}
		stdout, stderr := capture.Stdout(), capture.Stderr()
		fmt.Fprint(stdout, "o")
		fmt.Fprint(stderr, "err\r\n")
		fmt.Fprint(stdout, "ut\nend")
		if err := capture.End("make", nil); err != nil {
			t.Error(err)
		}
		slices.Sort(shown)
		slices.Sort(c.want)
		if !slices.Equal(shown, c.want) {
			t.Errorf("shown %q, want %q", shown, c.want)
		}
	}
}

func TestLongLinesArriveWhole(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	var shown []string
	capture := &Capture{show: func(line string) { shown = append(shown, line) }}
	fmt.Fprintln(capture.Stdout(), long)
	_ = capture.End("make", nil)
	if stdout, _ := capture.Streams(); stdout != long || len(shown) != 1 || shown[0] != long {
		t.Error("the line was cut")
	}
}

func TestFailureCarriesBothStreams(t *testing.T) {
	capture := &Capture{show: func(string) {}}
	fmt.Fprintln(capture.Stdout(), "out")
	fmt.Fprintln(capture.Stderr(), "err")
	err := capture.End("make", errors.New("exit status 2"))
	if err.Error() != "exit status 2: running \"make\":\nout\nerr\n" {
		t.Errorf("error %q", err)
	}
}
