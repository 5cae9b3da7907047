package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	// buildFor is how long the compiler may take, startFor the portal until it serves, stopFor
	// either process until it ends when told to.
	buildFor, startFor, stopFor = 10 * time.Minute, time.Minute, 20 * time.Second
	// browseFor is how long all browser tests may take together, auditFor with those of an audit.
	browseFor, auditFor = 20 * time.Minute, 2 * time.Hour
)

// TestPages runs every browser test against one portal.
func TestPages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: the browser tests take minutes, and need chromium and Node")
	}
	require.FileExists(t, "node_modules/.installed", "run web/e2e/setup.sh, or make tools")
	p := startPortal(t)
	p.withdraw(t, "T000009") // what pages.mjs has as withdrawn
	results, err := browse(t, p.url)
	if len(results) == 0 {
		require.NoError(t, err, "the browsers reported nothing")
	}
	for _, r := range results {
		t.Run(r.name, func(t *testing.T) {
			assert.Empty(t, r.wrong)
		})
	}
	require.NotEmpty(t, results)
}

// browse runs Playwright and reads its report. The error is Playwright's own: it is one as well
// if a test failed.
func browse(t *testing.T, url string) ([]result, error) {
	t.Helper()
	folder, err := filepath.Abs("results")
	require.NoError(t, err)
	report := filepath.Join(folder, "report.json")
	require.NoError(t, os.RemoveAll(report))
	limit := browseFor
	if os.Getenv("AUDIT") == "1" {
		limit = auditFor
	}
	cmd := exec.CommandContext(within(t, limit),
		"node", "node_modules/@playwright/test/cli.js", "test")
	cmd.Env = append(os.Environ(), "BASE_URL="+url, "RESULTS="+folder, "FORCE_COLOR=0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = stopFor
	said := logFile(t, "playwright")
	cmd.Stdout, cmd.Stderr = said, said
	ended := cmd.Run()
	body, err := os.ReadFile(report)
	if err != nil {
		return nil, ended
	}
	results, err := parse(body)
	require.NoError(t, err)
	return results, ended
}
