// The program provider-credentials shows what the OpenStack provider reads from clouds.yaml and the OS_* variables. Each line of
// standard input is a case, each line of standard output its result. The provider's own code reads, and it logs in to a Keystone
// that this program plays: nothing is sent. test/openstack/credentials compares the results with ours.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
)

// input is a case.
type input struct {
	// Folder is the working folder.
	Folder string `json:"folder"`
	// Env has all OS_* variables.
	Env map[string]string `json:"env"`
}

func main() {
	log.SetOutput(io.Discard)
	decoder := json.NewDecoder(os.Stdin)
	encoder := json.NewEncoder(os.Stdout)
	for {
		var next input
		if err := decoder.Decode(&next); err == io.EOF {
			return
		} else if err != nil {
			fatal(err)
		}
		if err := enter(next); err != nil {
			fatal(err)
		}
		result, err := read(context.Background())
		if err != nil {
			result = &reading{Error: err.Error()}
		}
		if err := encoder.Encode(result); err != nil {
			fatal(err)
		}
	}
}

// enter makes the folder and the variables of a case those of this process.
func enter(next input) error {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "OS_") {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	for name, value := range next.Env {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return os.Chdir(next.Folder)
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
