package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/app"
)

// demoPortal serves the demo county in this process.
func demoPortal(t *testing.T) *httptest.Server {
	t.Helper()
	return demoPortalAt(t, time.Now)
}

func demoPortalAt(t *testing.T, now func() time.Time) *httptest.Server {
	t.Helper()
	cfg, err := app.FromLookup(func(string) (string, bool) { return "", false })
	require.NoError(t, err)
	cfg.Data = t.TempDir()
	o, err := openOffice(t.Context(), cfg, now)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, o.close()) })
	log := slog.New(slog.DiscardHandler)
	require.NoError(t, o.prepare(t.Context(), log, job{stdout: io.Discard}, true))
	site, err := o.site(t.Context(), log)
	require.NoError(t, err)
	handler, err := o.handler(site, log)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

var curl = regexp.MustCompile(`(?m)^curl -fsS 'http://127\.0\.0\.1:8080(/[^']*)'$`)

// row is an id of a producer or a certificate, in JSON or at the beginning of a line of CSV.
var row = regexp.MustCompile(`(?m)("id":"|^)[PC]\d{6}`)

// The five curls of both READMEs work against the demo county, and answer with something.
func TestReadme_FiveCurls(t *testing.T) {
	t.Parallel()
	server := demoPortal(t)
	for _, name := range []string{"../../README.md", "../../README.zh-CN.md"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		commands := curl.FindAllStringSubmatch(string(text), -1)
		require.Len(t, commands, 5, name)
		for _, c := range commands {
			resp, err := http.Get(server.URL + c[1])
			require.NoError(t, err)
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", c[0], body)
			assert.True(t, row.Match(body), "%s answers with no row", c[0])
		}
	}
}

// journey is the block that books a test and cancels it.
var journey = regexp.MustCompile("(?s)```sh\n(api=http://127\\.0\\.0\\.1:8080/v1 .*?)```")

// The journey of both READMEs works as it stands there: each of its curls answers, and the last
// says that the booking is cancelled.
func TestReadme_Journey(t *testing.T) {
	t.Parallel()
	server := demoPortalAt(t, func() time.Time {
		return time.Date(2026, 11, 24, 8, 50, 0, 0, shanghai)
	})
	for _, name := range []string{"../../README.md", "../../README.zh-CN.md"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		block := journey.FindSubmatch(text)
		require.NotNil(t, block, name)
		script := strings.ReplaceAll(string(block[1]), "http://127.0.0.1:8080", server.URL)
		cmd := exec.CommandContext(t.Context(), "bash", "-euxo", "pipefail", "-c", script)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s\n%s", name, out)
		for _, want := range []string{
			`"name":"漠河市农产品快检实验室`, `"deed":"moved"`, "BEGIN:VEVENT", `"state":"cancelled"`,
		} {
			assert.Contains(t, string(out), want, name)
		}
	}
}

func TestUntilNextTick(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
		require.NoError(t, err)
		return v
	}
	assert.Equal(t, time.Hour, untilNextTick(at("2026-11-24 12:00")))
	assert.Equal(t, 10*time.Minute, untilNextTick(at("2026-11-24 23:55")), "to five past midnight")
	assert.Equal(t, 5*time.Minute, untilNextTick(at("2026-11-25 00:00")))
	assert.Equal(t, time.Hour, untilNextTick(at("2026-11-25 00:05")))
}
