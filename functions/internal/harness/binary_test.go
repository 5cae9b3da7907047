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

// folder is the variable that names where the binaries of this run are.
const folder = "MINGTIAN_HARNESS_BINARIES"

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "functions")
	if err == nil {
		err = os.Setenv(folder, dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// buildAll builds every function as for a deployment, but for the machine that is here, and returns
// the folder.
var buildAll = sync.OnceValues(func() (string, error) {
	dir := os.Getenv(folder)
	args := []string{"build", "-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc", "-o", dir}
	for _, pkg := range functions {
		args = append(args, pkg)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = "../../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build functions: %w\n%s", err, out)
	}
	return dir, nil
})

// binary returns the path of a function's binary.
func binary(tb testing.TB, name string) string {
	tb.Helper()
	dir, err := buildAll()
	require.NoError(tb, err)
	require.Contains(tb, functions, name)
	return filepath.Join(dir, name)
}
