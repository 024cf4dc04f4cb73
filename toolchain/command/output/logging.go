// Package output collects what a command writes and shows it while the command runs.
package output

import "github.com/pulumi/pulumi-go-provider/infer"

// Logging chooses which of a command's streams are shown while it runs. Both are, unless told otherwise (nil).
type Logging string

// The values of Logging, as programs write them.
const (
	LogStdout Logging = "stdout"
	LogStderr Logging = "stderr"
	LogBoth   Logging = "stdoutAndStderr"
	LogNone   Logging = "none"
)

// Values lists the values that a program may give.
func (Logging) Values() []infer.EnumValue[Logging] {
	return []infer.EnumValue[Logging]{
		{Name: string(LogStdout), Value: LogStdout, Description: "Show standard output, but not standard error."},
		{Name: string(LogStderr), Value: LogStderr, Description: "Show standard error, but not standard output."},
		{Name: string(LogBoth), Value: LogBoth, Description: "Show standard output and standard error."},
		{Name: string(LogNone), Value: LogNone, Description: "Show neither."},
	}
}

func (l *Logging) showsStdout() bool { return l == nil || *l == LogStdout || *l == LogBoth }

func (l *Logging) showsStderr() bool { return l == nil || *l == LogStderr || *l == LogBoth }
