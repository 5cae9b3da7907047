package testkit_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// recording is a test that notes its failures instead of failing.
type recording struct {
	testing.TB
	failures []string
}

func (r *recording) Helper()                           {}
func (r *recording) Errorf(format string, args ...any) { r.failures = append(r.failures, format) }

// A handler that breaks the contract is found, whichever way it does.
func TestClient_FindsBreaches(t *testing.T) {
	t.Parallel()
	const good = `{"data":{"status":"ok","age_seconds":1,"held":null},"meta":{"snapshot_id":"x",` +
		`"snapshot_at":"2026-11-24T02:00:00Z","revision":1,"date":"2026-11-24"}}`
	for _, c := range []struct {
		name, kind, body string
		status           int
		breach           bool
	}{
		{"good", "application/json", good, 200, false},
		{
			"an undeclared field", "application/json",
			strings.Replace(good, `"held":null`, `"held":null,"extra":1`, 1), 200, true,
		},
		{
			"a missing field", "application/json",
			strings.Replace(good, `,"held":null`, ``, 1), 200, true,
		},
		{
			"another type", "application/json", strings.Replace(good, `:1,"held"`, `:"1","held"`, 1), 200,
			true,
		},
		{"an unknown code", "application/json", strings.Replace(good, `"ok"`, `"fine"`, 1), 200, true},
		{"an undeclared status", "application/json", good, 202, true},
		{"an undeclared media type", "text/plain", good, 200, true},
		{"an error that is no problem", "application/json", `{"error":"x"}`, 500, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := testkit.New(t, testkit.Options{Rows: registry.Rows{}})
			s.Handler = httpapi.New([]httpapi.Route{{
				Method: http.MethodGet, Pattern: "/v1/health",
				Handle: func(w http.ResponseWriter, _ *http.Request) error {
					w.Header().Set("Content-Type", c.kind)
					w.Header().Set(httpapi.SnapshotHeader, "x")
					w.WriteHeader(c.status)
					_, err := w.Write([]byte(c.body))
					return err
				},
			}}, httpapi.Options{})
			r := &recording{TB: t}
			cov := &testkit.Coverage{}
			s.Client(r, cov).Get("/v1/health")
			assert.Equal(t, c.breach, len(r.failures) > 0, r.failures)
			assert.True(t, cov.Has(testkit.Pair{Operation: "health", Status: c.status}))
		})
	}
}

func TestClient_HoldsRequestsToTheContract(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	r := &recording{TB: t}
	c := s.Client(r, nil)
	c.Get("/v1/producers?limit=0") // refused, as it should be
	assert.Empty(t, r.failures)
	c.Get("/v1/nothing")
	assert.Empty(t, r.failures)
}

func TestNew_IsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	id := func() string {
		snap, err := testkit.New(t, testkit.Options{}).Reader.Current(t.Context())
		require.NoError(t, err)
		return snap.Snapshot
	}
	assert.Equal(t, id(), id())
}

func TestClock(t *testing.T) {
	t.Parallel()
	c := testkit.NewClock(testkit.Start)
	c.Move(time.Hour)
	assert.Equal(t, testkit.Start.Add(time.Hour), c.Now())
	assert.Equal(t, "2026-11-24", testkit.Today.String())
}
