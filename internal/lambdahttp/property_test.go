package lambdahttp

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// step is one thing that a handler does to its answer.
type step struct {
	do    string
	n     int
	name  string
	text  string // of a header
	value string // of a body
}

// script is a handler as a list of what it does. It answers whatever it is asked.
type script []step

func (s script) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for _, step := range s {
		switch step.do {
		case "set":
			w.Header().Add(step.name, step.text)
		case "untyped":
			w.Header()["Content-Type"] = nil
		case "status":
			w.WriteHeader(step.n)
		case "write":
			_, _ = io.WriteString(w, strings.Repeat(step.value, step.n))
		case "flush":
			_ = http.NewResponseController(w).Flush()
		}
	}
}

func drawScript(t *rapid.T) script {
	step := rapid.Custom(func(t *rapid.T) step {
		return step{
			do: rapid.SampledFrom([]string{
				"set", "set", "status", "write", "write", "write", "flush", "untyped",
			}).Draw(t, "do"),
			n: rapid.SampledFrom([]int{102, 103, 200, 201, 204, 301, 304, 400, 404, 422, 503, 599}).
				Draw(t, "n"),
			name: rapid.SampledFrom([]string{
				"ETag", "Vary", "Set-Cookie", "Location", "Content-Type", "Content-Encoding", "X-A",
			}).Draw(t, "name"),
			text: rapid.SampledFrom([]string{
				"", "a", "text/html", "application/json", "gzip", `"a,b"`, " padded\t", "a\r\nb",
			}).Draw(t, "text"),
			value: rapid.SampledFrom([]string{
				"", "a", "漠河\n", "<p>", "{}", "\x89PNG\r\n\x1a\n", "\x00",
			}).Draw(t, "value"),
		}
	})
	return rapid.SliceOfN(step, 0, 8).Draw(t, "script")
}

// plain are values that a client's library lets into a header.
var plain = rapid.StringMatching(`[!-~]([ -~]{0,20}[!-~])?`)

// drawRequest draws a request that a client can send.
func drawRequest(t *rapid.T, base *url.URL) *http.Request {
	method := rapid.SampledFrom([]string{
		"GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "MKCOL",
	}).Draw(t, "method")
	odd := rapid.StringOf(rapid.OneOf(
		rapid.RuneFrom([]rune("/%?#&+;=:@ ~.\\\"<>^`{|}'\x00\x1f\x7f漠河é")), rapid.Rune(),
	))
	u := *base
	u.Path = "/" + odd.Draw(t, "path")
	u.RawQuery = rapid.StringMatching(`[!-~漠]{0,30}`).Draw(t, "query")
	body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
	r, err := http.NewRequestWithContext(t.Context(), method, base.String(), bytes.NewReader(body))
	require.NoError(t, err)
	r.URL = &u
	for range rapid.IntRange(0, 4).Draw(t, "headers") {
		name := rapid.SampledFrom([]string{
			"Accept", "Accept-Language", "If-None-Match", "If-Modified-Since", "Date", "Range",
			"Content-Type", "Authorization", "Referer", "Origin", "Signature-Input", "Forwarded",
		}).Draw(t, "name")
		r.Header.Add(name, plain.Draw(t, "value"))
	}
	for range rapid.IntRange(0, 3).Draw(t, "cookies") {
		r.AddCookie(&http.Cookie{
			Name:  rapid.StringMatching(`[a-z]{1,5}`).Draw(t, "cookie"),
			Value: rapid.StringMatching(`[a-zA-Z0-9 ,=]{0,10}`).Draw(t, "content"),
		})
	}
	return r
}

// A handler cannot tell the two homes apart, and neither can its client: whatever is asked, and
// whatever the handler does.
func TestNew_AsNetHTTP(t *testing.T) {
	t.Parallel()
	homes := newTwin(t)
	t.Run("requests", rapid.MakeCheck(func(t *rapid.T) {
		homes.same(t, http.HandlerFunc(echo), drawRequest(t, homes.base))
	}))
	t.Run("answers", rapid.MakeCheck(func(t *rapid.T) {
		s := drawScript(t)
		method := rapid.SampledFrom([]string{"GET", "GET", "HEAD", "POST"}).Draw(t, "method")
		r, err := http.NewRequestWithContext(t.Context(), method, homes.base.String(), nil)
		require.NoError(t, err)
		homes.same(t, s, r)
	}))
}
