package main

import (
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// Pages are made when site.json can be read, and not before.
func TestSite(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	bucket := &fragile{Store: s.Blobs, away: true}
	_, err := s.Blobs.Put(t.Context(), pages.SiteKey, []byte(`{"phone":"0457-9999999"}`),
		blob.Condition{})
	require.NoError(t, err)
	h := &site{blobs: bucket, reader: s.Reader, options: pages.Options{
		Schema: s.Schema, Logger: slog.New(slog.DiscardHandler),
	}}
	away := get(h, "/p/P000001")
	assert.Equal(t, http.StatusServiceUnavailable, away.Code)
	assert.Equal(t, "no-store", away.Header().Get("Cache-Control"))
	assert.NotContains(t, away.Body.String(), "route to host")
	bucket.away = false
	there := get(h, "/p/P000001")
	assert.Equal(t, http.StatusOK, there.Code)
	assert.Contains(t, there.Body.String(), "0457-9999999")
	bucket.away = true
	assert.Equal(t, http.StatusOK, get(h, "/p/P000001").Code, "it was read once")
}

// When the bucket has no home page, the CDN asks for it by the key of its object.
func TestSite_DefaultRootObject(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	h := &site{blobs: s.Blobs, reader: s.Reader, options: pages.Options{
		Schema: s.Schema, Logger: slog.New(slog.DiscardHandler),
	}}
	home, asked := get(h, "/"), get(h, "/index?from=wechat")
	require.Equal(t, http.StatusOK, home.Code)
	assert.Equal(t, http.StatusOK, asked.Code)
	assert.Equal(t, home.Body.String(), asked.Body.String())
	assert.Equal(t, home.Header(), asked.Header())
	for _, url := range []string{"/index/", "/en/index", "/index.html"} {
		assert.Equal(t, http.StatusNotFound, get(h, url).Code, url)
	}
}
