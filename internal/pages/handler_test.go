package pages_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

func serve(h http.Handler, method, address string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	_, err := b.ReadFrom(r.Body)
	require.NoError(t, err)
	return b.String()
}

func newHandler(t *testing.T) http.Handler {
	t.Helper()
	snap := filled(t)
	return newSite(t, "/nqa").Handler(func(context.Context) (*snapshot.Snapshot, error) {
		return snap, nil
	})
}

func TestHandler_Headers(t *testing.T) {
	t.Parallel()
	h := newHandler(t)
	for _, address := range []string{"/", "/p/P000001", "/search?q=x", "/p/P000099", "/p/P000005"} {
		r := serve(h, "GET", address)
		policy := r.Header.Get("Content-Security-Policy")
		for _, rule := range []string{
			"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
			"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
			"require-trusted-types-for 'script'",
		} {
			assert.Contains(t, strings.Split(policy, "; "), rule, address)
		}
		assert.NotContains(t, policy, "unsafe")
		assert.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
		assert.Equal(t, "strict-origin-when-cross-origin", r.Header.Get("Referrer-Policy"))
		assert.Contains(t, r.Header.Get("Cache-Control"), "max-age=60", address)
		assert.Empty(t, r.Header.Get("Set-Cookie"))
		assert.Equal(t, "text/html; charset=utf-8", r.Header.Get("Content-Type"))
	}
}

func TestHandler_ConditionalAndHead(t *testing.T) {
	t.Parallel()
	h := newHandler(t)
	full := serve(h, "GET", "/p/P000001")
	tag := full.Header.Get("ETag")
	require.NotEmpty(t, tag)
	again := serve(h, "GET", "/p/P000001", "If-None-Match", tag)
	assert.Equal(t, http.StatusNotModified, again.StatusCode)
	assert.Empty(t, body(t, again))
	other := serve(h, "GET", "/p/P000002", "If-None-Match", tag)
	assert.Equal(t, http.StatusOK, other.StatusCode)
	head := serve(h, "HEAD", "/p/P000001")
	assert.Equal(t, full.Header, head.Header)
	assert.Empty(t, body(t, head))
}

func TestHandler_OtherMethods(t *testing.T) {
	t.Parallel()
	h := newHandler(t)
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		r := serve(h, method, "/p/P000001")
		assert.Equal(t, http.StatusMethodNotAllowed, r.StatusCode, method)
		assert.Equal(t, "GET, HEAD", r.Header.Get("Allow"))
		assert.Contains(t, body(t, r), "该地址只接受 GET 和 HEAD。")
	}
}

func TestHandler_Assets(t *testing.T) {
	t.Parallel()
	h := newHandler(t)
	page := body(t, serve(h, "GET", "/"))
	for _, m := range regexp.MustCompile(`"/nqa(/assets/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		r := serve(h, "GET", m[1])
		assert.Equal(t, http.StatusOK, r.StatusCode, m[1])
		assert.Equal(t, "public, max-age=31536000, immutable", r.Header.Get("Cache-Control"))
		assert.Regexp(t, `^(text/(css|javascript)|image/svg)`, r.Header.Get("Content-Type"))
		assert.NotContains(t, body(t, r), "http://x", "nothing from elsewhere")
	}
	assert.Equal(t, http.StatusNotFound, serve(h, "GET", "/assets/site-00000000.css").StatusCode)
	assert.Equal(t, http.StatusNotFound, serve(h, "GET", "/assets/").StatusCode)
}

func TestHandler_Redirects(t *testing.T) {
	t.Parallel()
	r := serve(newHandler(t), "GET", "/search?q=p000001")
	assert.Equal(t, http.StatusSeeOther, r.StatusCode)
	assert.Equal(t, "/nqa/p/P000001", r.Header.Get("Location"))
}

func TestHandler_SaysWhatIsSafe(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	site, err := pages.New(pages.Options{
		Schema: registry.Load(), Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	require.NoError(t, err)
	for _, tt := range []struct {
		err    error
		status int
		says   string
	}{
		{errors.New("secret cause"), 500, "网站出了错"},
		{fault.Wrap(fault.Unavailable, errors.New("secret cause"), "Later.", "请稍后。"), 503, "请稍后。"},
	} {
		h := site.Handler(func(context.Context) (*snapshot.Snapshot, error) { return nil, tt.err })
		r := serve(h, "GET", "/p/P000001")
		assert.Equal(t, tt.status, r.StatusCode)
		assert.Equal(t, "no-store", r.Header.Get("Cache-Control"))
		assert.Equal(t, "30", r.Header.Get("Retry-After"))
		text := body(t, r)
		assert.Contains(t, text, tt.says)
		assert.NotContains(t, text, "secret")
		all, err := pagetest.Parse(text)
		require.NoError(t, err)
		assert.Empty(t, pagetest.Faults(all))
	}
	assert.Contains(t, log.String(), "secret cause")
}
