package lambdahttp

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/lambdahttp/eventtest"
)

// moody is a handler that goes by the request: it may panic, write nothing, too much or twice.
func moody(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	all := r.Method + r.RequestURI + string(body)
	switch len(all) % 7 {
	case 0:
		panic(all)
	case 1:
		w.WriteHeader(len(all))
	case 2:
		w.WriteHeader(http.StatusNoContent)
		_, _ = io.WriteString(w, all)
	case 3:
		_, _ = io.WriteString(w, strings.Repeat(all, 2_000))
	case 4:
		w.Header().Set("Content-Length", "3")
		_, _ = io.WriteString(w, all)
	case 5:
		for name, values := range r.Header {
			w.Header()[name] = values
		}
		_, _ = io.WriteString(w, all)
	}
}

// never requires a function to answer an event, and the gateway to understand it.
func never(t *testing.T, e events.APIGatewayV2HTTPRequest) {
	t.Helper()
	for _, h := range []http.HandlerFunc{echo, moody} {
		f := New(h, Options{MaxAnswer: 100_000, OriginSecrets: []string{"", "first"}})
		out, err := f(t.Context(), e)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, out.StatusCode, 100)
		assert.LessOrEqual(t, out.StatusCode, 999)
		payload, err := json.Marshal(out)
		require.NoError(t, err)
		assert.Less(t, len(payload), 6<<20)
		_, err = eventtest.Response(out)
		require.NoError(t, err)
	}
}

// FuzzNew_JSON sends whatever the runtime can read as an event.
func FuzzNew_JSON(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		b, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(b)
	}
	for _, s := range []string{
		`{}`, `null`, `{"rawPath":"%"}`, `{"requestContext":{"http":{"method":"GET","path":"a b"}}}`,
		`{"rawPath":"//a","requestContext":{"domainName":"a b/c?d#%","http":{"method":"x"}}}`,
		`{"isBase64Encoded":true,"body":"%","requestContext":{"http":{"method":"PUT"}}}`,
		`{"rawQueryString":"a b\u0000#c","requestContext":{"http":{"method":"GET"}}}`,
		`{"headers":{"a":"1","A":"2","":"3","a b":"4"},"requestContext":{"http":{"method":"G"}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var e events.APIGatewayV2HTTPRequest
		if json.Unmarshal(b, &e) == nil {
			never(t, e)
		}
	})
}

// FuzzNew_Fields sends events of the right shape with anything in them.
func FuzzNew_Fields(f *testing.F) {
	f.Add("GET", "/v1/漠河 100%", "q=%", "accept", "a,b", "a=1", "", false, "192.0.2.1")
	f.Add("POST", "/v1/check", "", "Content-Type", "text/plain\r\nX: y", "", "Zg==", true, "::1")
	f.Add("", "?", " ", " ", "", ";", "=", true, "%")
	f.Add("get", "//host/..", "#", "x-golambdaproxy-apigw-context", "{}", "", "a", false, "")
	f.Add("HEAD", "\x00", "\x7f", "transfer-encoding", "chunked", "", "a", false, "fe80::1%eth0")
	f.Fuzz(func(t *testing.T, method, path, query, name, value, cookie, body string, coded bool,
		ip string,
	) {
		e := events.APIGatewayV2HTTPRequest{
			RawPath: path, RawQueryString: query, Body: body, IsBase64Encoded: coded,
			Headers: map[string]string{name: value, "x-origin-secret": "first", viewerHeader: ip},
			Cookies: []string{cookie}, QueryStringParameters: map[string]string{name: value},
		}
		e.RequestContext.DomainName = value
		e.RequestContext.HTTP = events.APIGatewayV2HTTPRequestContextHTTPDescription{
			Method: method, Path: value, SourceIP: ip,
		}
		never(t, e)
	})
}
