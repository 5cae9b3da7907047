package lambdahttp

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// The twenty things that aws-lambda-go-api-proxy and the gateway do to a handler if nobody
// stands between. Where a server of its own can do the same, the two answer the same bytes.

func TestDefect01_PathComesDecoded(t *testing.T) {
	t.Parallel()
	s := echoed(t, "decoded")
	assert.Equal(t, "/v1/漠河 市+乡/a&b=c;d", s.Path)
	assert.Equal(t, []string{"漠河 a+b", "2"}, s.Query["q"])
}

func TestDefect02_PercentIsNoError(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "/v1/100%", echoed(t, "percent").Path)
	assert.Equal(t, "/v1/%zz%41", echoed(t, "escape").Path, "not decoded twice")
}

func TestDefect03_DelimitersStayInThePath(t *testing.T) {
	t.Parallel()
	s := echoed(t, "delimiters")
	assert.Equal(t, "/v1/a?b#c", s.Path)
	assert.Equal(t, "q=1", s.RawQuery)
}

// An encoded slash is lost before the function is asked. What is left behaves as a slash does.
func TestDefect04_EncodedSlashIsASlash(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/items/{id}", echo)
	got, _ := same(t, "slash", mux)
	assert.Equal(t, http.StatusNotFound, got.Status)
}

func TestDefect05_HeadersAreNotSplitAtCommas(t *testing.T) {
	t.Parallel()
	got, _ := same(t, "commas", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range slices.Sorted(maps.Keys(load(t, "commas").Headers)) {
			_, _ = io.WriteString(w, name+": "+r.Header.Get(name)+"\n")
		}
	}))
	for _, line := range []string{
		"accept-language: zh-CN,zh;q=0.9,en;q=0.5\n", `if-none-match: "a,b",W/"c"` + "\n",
		"date: Tue, 24 Nov 2026 02:00:00 GMT\n", "x-forwarded-for: 198.51.100.9, 192.0.2.1\n",
	} {
		assert.Contains(t, got.Body, line)
	}
}

func TestDefect06_NothingWrittenIs200(t *testing.T) {
	t.Parallel()
	got, _ := same(t, "get", answering(func(http.ResponseWriter) {}))
	assert.Equal(t, http.StatusOK, got.Status)
	got, _ = same(t, "get", answering(func(w http.ResponseWriter) { w.Header().Set("ETag", `"a"`) }))
	assert.Equal(t, `"a"`, got.Header["Etag"])
	got, _ = same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "2")
		w.WriteHeader(http.StatusNoContent)
		_, err := w.Write([]byte("no"))
		assert.ErrorIs(t, err, http.ErrBodyNotAllowed)
	}))
	assert.Equal(t, http.StatusNoContent, got.Status)
	assert.Empty(t, got.Body)
	got, _ = same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusNotModified)
	}))
	assert.NotContains(t, got.Header, "Content-Type")
}

func TestDefect07_FirstStatusHolds(t *testing.T) {
	t.Parallel()
	got, _ := same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header().Set("A", "kept")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		w.Header().Set("A", "too late")
		w.Header().Set("B", "too late")
		_, _ = io.WriteString(w, "short and stout")
		w.WriteHeader(http.StatusOK)
	}))
	assert.Equal(t, reply{
		http.StatusTeapot,
		map[string]string{"A": "kept", "Content-Type": "text/plain; charset=utf-8"},
		"short and stout",
	}, got)
}

func TestDefect08_PanicIsAProblem(t *testing.T) {
	t.Parallel()
	// Inside the frame a panic is the frame's business, in both homes.
	same(t, "get", httpapi.New([]httpapi.Route{{
		Operation: "echo", Method: http.MethodGet, Pattern: "/v1/echo", Open: true,
		Handle: func(http.ResponseWriter, *http.Request) error { panic("boom") },
	}}, httpapi.Options{NewID: func() string { return "id" }}))

	// Outside, net/http cuts the connection. A function has none to cut.
	for name, value := range map[string]any{"error": "boom", "abort": http.ErrAbortHandler} {
		h := answering(func(w http.ResponseWriter) {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			w.Header().Set("ETag", `"half"`)
			_, _ = io.WriteString(w, "half an answer")
			panic(value)
		})
		base, c := server(t, h)
		_, err := c.Do(replay(t, base, load(t, "get")))
		require.Error(t, err, name)

		var logged bytes.Buffer
		f := New(h, Options{Log: slog.New(slog.NewJSONHandler(&logged, nil)), Base: "/nqa"})
		ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{
			AwsRequestID: "3b0c44e5-5d0f-4a3e-9b1c-0d6f6a1c2e3d",
		})
		out, err := f(ctx, load(t, "get"))
		require.NoError(t, err)
		assert.Equal(t, http.StatusInternalServerError, out.StatusCode)
		assert.Equal(t, "application/problem+json", out.Headers["Content-Type"])
		assert.Equal(t, "no-store", out.Headers["Cache-Control"])
		assert.Equal(t, "*", out.Headers["Access-Control-Allow-Origin"])
		assert.NotContains(t, out.Headers, "Etag")
		var p httpapi.Problem
		require.NoError(t, json.Unmarshal([]byte(out.Body), &p))
		assert.Equal(t, "/nqa/problems/internal", p.Type)
		assert.Equal(t, "urn:uuid:3b0c44e5-5d0f-4a3e-9b1c-0d6f6a1c2e3d", p.Instance)
		assert.NotContains(t, out.Body, "boom")
		assert.Contains(t, logged.String(), "3b0c44e5-5d0f-4a3e-9b1c-0d6f6a1c2e3d")
		assert.Contains(t, logged.String(), "panic: ")
	}
}

func TestDefect09_FlushFixesTheHeader(t *testing.T) {
	t.Parallel()
	got, _ := same(t, "get", answering(func(w http.ResponseWriter) {
		_, _ = io.WriteString(w, "<p>")
		assert.NoError(t, http.NewResponseController(w).Flush())
		w.Header().Set("A", "too late")
		_, _ = io.WriteString(w, "streamed")
		assert.Implements(t, (*http.Flusher)(nil), w)
	}))
	assert.Equal(t, "<p>streamed", got.Body)
	assert.Equal(t, "text/html; charset=utf-8", got.Header["Content-Type"])
	got, _ = same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header().Set("Trailer", "Digest")
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, "<p>unlabelled")
		w.Header().Set("Digest", "1")
		w.Header().Set(http.TrailerPrefix+"Other", "2")
	}))
	assert.Equal(t, reply{http.StatusOK, map[string]string{}, "<p>unlabelled"}, got)
}

func TestDefect10_TypeDecidesAboutBase64(t *testing.T) {
	t.Parallel()
	gbk := "\xc4\xae\xba\xd3"
	for _, tt := range []struct {
		kind, coding, body string
		base64             bool
	}{
		{"application/json", "", `{"name":"漠河"}`, false},
		{"application/problem+json; charset=utf-8", "", "{}", false},
		{"text/html; charset=utf-8", "", "<p>", false},
		{"image/svg+xml", "", "<svg/>", false},
		{"application/x-ndjson", "", "{}\n", false},
		{"text/csv; charset=gbk", "", gbk, true},
		{"image/png", "", "\x89PNG", true},
		{"application/octet-stream", "", "plain by chance", true},
		{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "", "PK", true},
		{"application/json", "br", "valid by chance", true},
	} {
		_, out := same(t, "get", answering(func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", tt.kind)
			if tt.coding != "" {
				w.Header().Set("Content-Encoding", tt.coding)
			}
			_, _ = io.WriteString(w, tt.body)
		}))
		assert.Equal(t, tt.base64, out.IsBase64Encoded, tt.kind)
	}
	assert.Equal(t, []byte("code=%E7%BB%BF&a=\x00\xff\xfe\xfd"), echoed(t, "post").Body)
}

func TestDefect11_TooLargeIsAProblem(t *testing.T) {
	t.Parallel()
	const most = 6 << 20 // what Lambda takes
	body := strings.Repeat(`{"a":"漠河"},`, 450_000)
	h := httpapi.New([]httpapi.Route{{
		Operation: "large", Method: http.MethodGet, Pattern: "/v1/echo", Open: true,
		Handle: func(w http.ResponseWriter, _ *http.Request) error {
			httpapi.Write(w, "application/json", []byte(body))
			return nil
		},
	}}, httpapi.Options{NewID: func() string { return "id" }})

	got, _ := invoked(t, New(h, Options{}), load(t, "get"))
	assert.Equal(t, http.StatusUnprocessableEntity, got.Status)
	assert.Equal(t, "*", got.Header["Access-Control-Allow-Origin"])
	assert.Equal(t, "id", got.Header["X-Request-Id"])
	var p httpapi.Problem
	require.NoError(t, json.Unmarshal([]byte(got.Body), &p))
	assert.Equal(t, "/problems/answer-too-large", p.Type)
	assert.Equal(t, "urn:uuid:id", p.Instance)
	assert.Contains(t, p.Detail, "/data")

	e := load(t, "get")
	e.Headers["accept-encoding"] = "gzip"
	got, out := invoked(t, New(h, Options{}), e)
	assert.Equal(t, http.StatusOK, got.Status)
	assert.Equal(t, served(t, h, e), got, "compressed once, by the frame")
	assert.Less(t, len(out.Body), most/10)

	// Within the limit, and as a JSON string beyond it: then base64 is the shorter one.
	quotes := answering(func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, strings.Repeat(`"`, DefaultMaxAnswer))
	})
	_, out = same(t, "get", quotes)
	assert.True(t, out.IsBase64Encoded)
	payload, err := json.Marshal(out)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(payload), most)

	// Whoever sets the limit higher meets Lambda's.
	loud := New(answering(func(w http.ResponseWriter) { _, _ = w.Write(make([]byte, most)) }),
		Options{MaxAnswer: most})
	got, _ = invoked(t, loud, load(t, "get"))
	assert.Equal(t, http.StatusUnprocessableEntity, got.Status)
}

func TestDefect12_RepeatedHeaders(t *testing.T) {
	t.Parallel()
	got, out := same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header().Add("Set-Cookie", "a=1; Path=/")
		w.Header().Add("Set-Cookie", "b=2; Expires=Tue, 24 Nov 2026 02:00:00 GMT")
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Accept-Encoding")
		w.Header().Set("Location", "/a\r\nSet-Cookie: c=3 ")
		w.Header()["Not a name"] = []string{"x"}
		w.Header()["Nothing"] = nil
	}))
	assert.Len(t, out.Cookies, 2)
	assert.Equal(t, "Accept,Accept-Encoding", got.Header["Vary"])
	assert.Equal(t, "/a  Set-Cookie: c=3", got.Header["Location"])
}

func TestDefect13_CookiesAreOneHeader(t *testing.T) {
	t.Parallel()
	got, _ := same(t, "cookies", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Len(t, r.Cookies(), 3)
		_, _ = io.WriteString(w, r.Header.Get("Cookie"))
	}))
	assert.Equal(t, `theme=dark; size=large; q="a b"`, got.Body)
}

func TestDefect14_ClientAddress(t *testing.T) {
	t.Parallel()
	const edge, viewer = "192.0.2.1:0", "198.51.100.10:46532"
	for _, tt := range []struct {
		name    string
		secrets []string
		sent    string
		header  string
		source  string
		want    string
	}{
		{"no secret is configured", nil, "", viewer, "", edge},
		{"an empty one never matches", []string{""}, "", viewer, "", edge},
		{"none is sent", []string{"first"}, "", viewer, "", edge},
		{"a wrong one", []string{"first", "second"}, "third", viewer, "", edge},
		{"a longer one", []string{"first"}, "first2", viewer, "", edge},
		{"both at once", []string{"first", "second"}, "first,second", viewer, "", edge},
		{"the new one", []string{"first", "second"}, "first", viewer, "", viewer},
		{"the old one", []string{"first", "second"}, "second", viewer, "", viewer},
		{
			"IPv6 without brackets",
			[]string{"first"},
			"first",
			"2001:db8:0:0:0:0:0:7:443", "", "[2001:db8::7]:443",
		},
		{"IPv6 with brackets", []string{"first"}, "first", "[2001:db8::7]:443", "", "[2001:db8::7]:443"},
		{"mapped IPv4", []string{"first"}, "first", "::ffff:198.51.100.10:1", "", "198.51.100.10:1"},
		{"nothing about the viewer", []string{"first"}, "first", "", "", edge},
		{"no port", []string{"first"}, "first", "198.51.100.10", "", edge},
		{"no address", []string{"first"}, "first", "somebody:1", "", edge},
		{"a port that is none", []string{"first"}, "first", "198.51.100.10:70000", "", edge},
		{"a zone", []string{"first"}, "first", "fe80::1%eth0:1", "", edge},
		{"IPv6 from the gateway", nil, "", "", "2001:db8::8", "[2001:db8::8]:0"},
		{"no address from the gateway", nil, "", "", "localhost", "0.0.0.0:0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _, err := net.SplitHostPort(r.RemoteAddr)
				assert.NoError(t, err)
				assert.Empty(t, r.Header.Values(SecretHeader), "it is nobody's business")
				assert.Empty(t, r.Header.Values("CloudFront-Viewer-Address"))
				_, _ = io.WriteString(w, r.RemoteAddr)
			})
			e := load(t, "viewer")
			e.Headers["x-origin-secret"] = tt.sent
			e.Headers["cloudfront-viewer-address"] = tt.header
			if tt.source != "" {
				e.RequestContext.HTTP.SourceIP = tt.source
			}
			got, _ := invoked(t, New(h, Options{OriginSecrets: tt.secrets}), e)
			assert.Equal(t, tt.want, got.Body)
		})
	}
}

// It sets the environment and so cannot run beside others.
func TestDefect15_HostIsTheSites(t *testing.T) {
	t.Setenv(core.CustomHostVariable, "https://elsewhere.example/below")
	assert.Equal(t, "www.example.gov.cn", echoed(t, "get").Host)

	host := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/v1/echo", r.URL.String())
		assert.NotContains(t, r.Header, "Host")
		_, _ = io.WriteString(w, r.Host)
	})
	e := load(t, "get")
	e.Headers["host"] = "gateway.example"
	got, _ := invoked(t, New(host, Options{PublicURL: site + ":8443"}), e)
	assert.Equal(t, "www.example.gov.cn:8443", got.Body)
	got, _ = invoked(t, New(host, Options{}), e)
	assert.Equal(t, "gateway.example", got.Body)
	delete(e.Headers, "host")
	got, _ = invoked(t, New(host, Options{}), e)
	assert.Equal(t, e.RequestContext.DomainName, got.Body)

	t.Setenv(core.CustomHostVariable, "://")
	got, _ = invoked(t, New(host, Options{}), e)
	assert.Equal(t, http.StatusInternalServerError, got.Status)
}

func TestDefect16_ContextHeaderIsDeleted(t *testing.T) {
	t.Parallel()
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			assert.NotContains(t, strings.ToLower(name), "golambdaproxy")
		}
		assert.Equal(t, "curl/8.14.1", r.UserAgent(), "the others stay")
		c, ok := core.GetAPIGatewayV2ContextFromContext(r.Context())
		assert.True(t, ok)
		assert.Equal(t, "Tz3lkjI9BJwEP1w=", c.RequestID)
		assert.Nil(t, c.Authorizer)
	})
	got, _ := invoked(t, New(h, Options{}), load(t, "context"))
	assert.Equal(t, http.StatusOK, got.Status)
}

func TestDefect17_DeadlineIsKept(t *testing.T) {
	t.Parallel()
	end := time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	ctx, cancel := context.WithDeadline(t.Context(), end)
	defer cancel()
	var inside context.Context
	f := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		inside = r.Context()
		assert.NoError(t, inside.Err())
	}), Options{})
	_, err := f(ctx, load(t, "get"))
	require.NoError(t, err)
	got, ok := inside.Deadline()
	require.True(t, ok)
	assert.Equal(t, end.Add(-500*time.Millisecond), got)
	assert.ErrorIs(t, inside.Err(), context.Canceled, "it ends with the answer")

	_, err = f(t.Context(), load(t, "get"))
	require.NoError(t, err)
	_, ok = inside.Deadline()
	assert.False(t, ok)
	assert.ErrorIs(t, inside.Err(), context.Canceled)
}

func TestDefect18_NothingIsStripped(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "/prod/v1/apiary", echoed(t, "stage").Path)
}

func TestDefect19_ContentTypeAsNetHTTPGuesses(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"json":"without a header"}`, "<!doctype html>", "\x89PNG\r\n\x1a\n", "漠河", "\x00\x01",
	} {
		same(t, "get", answering(func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, body[:1])
			_, _ = io.WriteString(w, body[1:])
		}))
	}
	got, _ := same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, "compressed bytes say nothing about their type")
		_ = z.Close()
	}))
	assert.NotContains(t, got.Header, "Content-Type")
	got, _ = same(t, "get", answering(func(w http.ResponseWriter) {
		w.Header()["Content-Type"] = nil
		_, _ = io.WriteString(w, "<p>")
	}))
	assert.NotContains(t, got.Header, "Content-Type")
	got, _ = same(t, "head", answering(func(w http.ResponseWriter) {
		_, _ = io.WriteString(w, "<p>")
	}))
	assert.Equal(t, reply{http.StatusOK, map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Content-Length": "3",
	}, ""}, got)
}

// The adapter's module knows seven web frameworks. None of them comes with it.
func TestDefect20_AdapterComesAlone(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	var found []string
	for dep := range strings.Lines(string(out)) {
		dep = strings.TrimSpace(dep)
		if strings.Contains(dep, "aws") {
			found = append(found, dep)
		}
		for _, name := range []string{"gin-gonic", "labstack", "gofiber", "go-chi", "gorilla", "iris"} {
			assert.NotContains(t, dep, name)
		}
	}
	assert.ElementsMatch(t, []string{
		"github.com/aws/aws-lambda-go/events", "github.com/aws/aws-lambda-go/lambdacontext",
		"github.com/awslabs/aws-lambda-go-api-proxy/core",
		"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter",
	}, found)
}
