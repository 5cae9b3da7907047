package harness

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// bare is the function that does nothing.
const bare = "bare"

// functions are the binaries, and the packages they are made of.
var functions = map[string]string{
	"registry": "./functions/registry",
	"publish":  "./functions/publish",
	"booking":  "./functions/booking",
	"staff":    "./functions/staff",
	bare:       "./functions/internal/harness/testdata/bare",
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "functions")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	built.dir = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// built is where the binaries of this run are.
var built struct {
	sync.Once
	dir string
	err error
}

// binary returns the path of a function's binary, built as for a deployment, but for the machine
// that is here.
func binary(tb testing.TB, name string) string {
	tb.Helper()
	built.Do(func() {
		args := []string{
			"build", "-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc", "-o", built.dir,
		}
		for _, pkg := range functions {
			args = append(args, pkg)
		}
		cmd := exec.Command("go", args...)
		cmd.Dir = "../../.."
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("build functions: %w\n%s", err, out)
		}
	})
	require.NoError(tb, built.err)
	require.Contains(tb, functions, name)
	return filepath.Join(built.dir, name)
}
