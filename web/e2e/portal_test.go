package e2e

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// portal is the portal's binary, serving.
type portal struct {
	binary   string
	settings []string
	url      string
}

// startPortal builds the portal with its assets and serves the demo county until the test ends.
func startPortal(t *testing.T) *portal {
	t.Helper()
	p := &portal{binary: build(t)}
	address, data := freeAddress(t), t.TempDir()
	p.url = "http://" + address
	p.settings = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "USER=clerk", "TZ=America/New_York",
		"MINGTIAN_DATA=" + data, "MINGTIAN_ADDR=" + address, "MINGTIAN_PUBLIC_URL=" + p.url,
	}
	objects := filepath.Join(data, "objects")
	require.NoError(t, os.MkdirAll(objects, 0o700))
	imprint, err := os.ReadFile("site.json") // with everything there is, and nothing of it real
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(objects, "site.json"), imprint, 0o600))
	p.serve(t)
	return p
}

// build returns the portal's binary, made of the sources that are here.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "portal")
	for _, args := range [][]string{
		{"run", "./web/bundle"},
		{"build", "-o", binary, "./functions/portal"},
	} {
		cmd := exec.CommandContext(within(t, buildFor), "go", args...)
		cmd.Dir = "../.."
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "go %s\n%s", strings.Join(args, " "), out)
	}
	return binary
}

func (p *portal) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.binary, args...)
	cmd.Env = p.settings
	return cmd
}

// serve returns when the portal takes requests.
func (p *portal) serve(t *testing.T) {
	t.Helper()
	cmd := p.command(t.Context(), "serve", "-demo")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopFor
	cmd.Stderr = logFile(t, "portal")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	late := time.AfterFunc(startFor, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	serving := false
	for lines := bufio.NewScanner(out); !serving && lines.Scan(); {
		serving = strings.Contains(lines.Text(), p.url)
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, out) // what it says after that
	}()
	t.Cleanup(func() {
		<-drained
		_ = cmd.Wait() // the end of the test stopped it
	})
	require.True(t, serving, "the portal did not start")
}

// withdraw takes a row out of the register for good.
func (p *portal) withdraw(t *testing.T, id string) {
	t.Helper()
	out, err := p.command(within(t, startFor), "redact", "-reason", "演示", id).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

// within returns a context that ends with the test, or earlier.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// logFile returns a file whose end is shown when the test fails.
func logFile(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), name+".log"))
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, f.Close())
		if text, err := os.ReadFile(f.Name()); t.Failed() {
			const last = 4_000
			t.Logf("%s said (%v):\n%s", name, err, text[max(0, len(text)-last):])
		}
	})
	return f
}
