package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// fragile is a store that can be away.
type fragile struct {
	blob.Store
	away bool
}

func (f *fragile) Get(ctx context.Context, key string) (blob.Object, error) {
	if f.away {
		return blob.Object{}, errors.New("no route to host")
	}
	return f.Store.Get(ctx, key)
}

func get(h http.Handler, url string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, url, nil))
	return w
}

// While the bucket is away every answer says for how long nobody could look, the log measures it
// once a minute, and after a day there is no answer.
func TestMarkStale(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	bucket := &fragile{Store: s.Blobs}
	reader := snapshot.NewReader(bucket, s.Schema, s.Clock.Now, maxAge)
	said := &testkit.Buffer{}
	metrics := cloud.NewMetrics(slog.New(slog.NewJSONHandler(said, nil)), "registry")
	routes := read.Routes(read.Config{Reader: reader, Schema: s.Schema, Now: s.Clock.Now})
	h := markStale(httpapi.New(routes, httpapi.Options{}), reader, metrics, s.Clock.Now)
	lines := func() int { return strings.Count(said.String(), "\n") }

	fresh := get(h, "/v1/producers")
	assert.Equal(t, http.StatusOK, fresh.Code)
	assert.Empty(t, fresh.Header().Values(staleHeader))
	get(h, "/v1/producers")
	assert.Equal(t, 1, lines(), "once a minute")
	assert.Contains(t, said.String(), `"SnapshotAge":0`)

	bucket.away = true
	s.Clock.Move(time.Hour) // frozen, perhaps
	for _, url := range []string{"/v1/producers", "/v1/nothing", "/v1/producers/P000001"} {
		assert.Equal(t, "3600", get(h, url).Header().Get(staleHeader), url)
	}
	assert.Equal(t, 2, lines())
	assert.NotContains(t, said.String(), `"SnapshotAge":3600`, "it counts from the first failure")
	s.Clock.Move(20 * time.Minute)
	stale := get(h, "/v1/producers")
	assert.Equal(t, fresh.Body.String(), stale.Body.String())
	assert.Equal(t, "4800", stale.Header().Get(staleHeader))
	assert.Contains(t, said.String(), `"SnapshotAge":1200`)

	s.Clock.Move(24 * time.Hour)
	assert.Equal(t, http.StatusServiceUnavailable, get(h, "/v1/producers").Code)
	bucket.away = false
	back := get(h, "/v1/producers")
	assert.Equal(t, http.StatusOK, back.Code)
	assert.Empty(t, back.Header().Values(staleHeader))
}
