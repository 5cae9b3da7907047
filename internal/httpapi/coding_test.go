package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

func unzip(t *testing.T, b []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	require.NoError(t, err)
	out, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(out)
}

func TestCompress_Accept(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("漠河", 1000)
	h, _ := serve(text(long))
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip": true, "gzip;q=0.1": true,
		"gzip; q=0": false, "gzip;q=0.000": false, "*": true, "*;q=0": false,
		"*, gzip;q=0": false, "*;q=0, gzip": true, "br": false, "identity": false,
		"gzip;q=often": false,
	} {
		w := do(h, http.MethodGet, "/v1/x", "", "Accept-Encoding: "+accept)
		assert.Equal(t, want, w.Header().Get("Content-Encoding") == "gzip", accept)
		assert.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
		if want {
			assert.Equal(t, long, unzip(t, w.Body.Bytes()))
		} else {
			assert.Equal(t, long, w.Body.String())
		}
	}
}

// Only text that is long enough and not coded yet is compressed, however it is written.
func TestCompress_WhatIsWorthIt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 4000)
	for _, c := range []struct {
		name, kind, coding string
		parts              []string
		want               bool
	}{
		{"short", "text/plain", "", []string{"short"}, false},
		{"in one", "text/plain", "", []string{long}, true},
		{"in parts", "application/json", "", []string{long[:10], long[10:2000], long[2000:]}, true},
		{"yaml", "application/yaml", "", []string{long}, true},
		{"image", "image/png", "", []string{long}, false},
		{"coded", "text/plain", "br", []string{long}, false},
		{"nothing", "text/plain", "", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, _ := serve(func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("Content-Type", c.kind)
				if c.coding != "" {
					w.Header().Set("Content-Encoding", c.coding)
				}
				w.WriteHeader(http.StatusOK)
				for _, part := range c.parts {
					_, err := io.WriteString(w, part)
					assert.NoError(t, err)
				}
				return nil
			})
			w := do(h, http.MethodGet, "/v1/x", "", "Accept-Encoding: gzip")
			body := w.Body.String()
			if c.want {
				body = unzip(t, w.Body.Bytes())
			}
			assert.Equal(t, c.want, w.Header().Get("Content-Encoding") == "gzip")
			assert.Equal(t, strings.Join(c.parts, ""), body)
		})
	}
}

func TestNotModified(t *testing.T) {
	t.Parallel()
	worked := false
	h, _ := serve(func(w http.ResponseWriter, r *http.Request) error {
		if httpapi.NotModified(w, r, "tag") {
			return nil
		}
		worked = true
		return text("hello")(w, r)
	})
	for have, want := range map[string]int{
		"": 200, `"tag"`: 304, `W/"tag"`: 304, `"a", "tag"`: 304, "*": 304, `"other"`: 200,
		"tag": 200, `"tag`: 200,
	} {
		worked = false
		w := do(h, http.MethodGet, "/v1/x", "", "If-None-Match: "+have)
		assert.Equal(t, want, w.Code, have)
		assert.Equal(t, want == http.StatusOK, worked, have)
		assert.Equal(t, `"tag"`, w.Header().Get("ETag"))
	}
}
