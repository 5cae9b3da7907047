package eventtest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEvent(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/v1/%E6%BC%A0%E6%B2%B3%20100%25?q=%25&q=2&e=",
		strings.NewReader("code=1"))
	r.Host = "www.example.gov.cn"
	r.Header.Add("Accept", "text/csv")
	r.Header.Add("Accept", "application/json;q=0.5")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "curl/8.14.1")
	r.Header.Set("X-Forwarded-For", "203.0.113.66")
	r.Header.Set("Cookie", "a=1; b=2")
	got, err := json.MarshalIndent(Event(r), "", "  ")
	require.NoError(t, err)
	want, err := os.ReadFile("testdata/post.json")
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(got))

	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	assert.Equal(t, "code=1", string(body), "it can be read again")
}

func TestEvent_Body(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind, body, want string
		coded            bool
	}{
		{"application/json", "{}", "{}", false},
		{"text/plain; charset=utf-8", "漠河", "漠河", false},
		{"text/plain; charset=gbk", "\xc4\xff", "xP8=", true},
		{"", "x", "eA==", true},
		{"image/png", "", "", false},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.kind)
		e := Event(r)
		assert.Equal(t, tt.want, e.Body, tt.kind)
		assert.Equal(t, tt.coded, e.IsBase64Encoded, tt.kind)
	}
	bare, err := http.NewRequestWithContext(t.Context(), "", "http://host.example", nil)
	require.NoError(t, err)
	e := Event(bare)
	assert.Equal(t, "GET", e.RequestContext.HTTP.Method)
	assert.Equal(t, "/", e.RawPath)
	assert.Equal(t, "host.example", e.Headers["host"])
	assert.Empty(t, e.Body)
}

func TestResponse(t *testing.T) {
	t.Parallel()
	resp, err := Response(events.APIGatewayV2HTTPResponse{
		StatusCode: 201, Headers: map[string]string{"ETag": `"a"`}, Cookies: []string{"a=1", "b=2"},
		Body: "xK4=", IsBase64Encoded: true,
	})
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, "\xc4\xae", string(body))
	assert.Equal(t, "201 Created", resp.Status)
	assert.Equal(t, http.Header{
		"Etag": {`"a"`}, "Set-Cookie": {"a=1", "b=2"}, "Content-Length": {"2"},
	}, resp.Header)

	_, err = Response(events.APIGatewayV2HTTPResponse{Body: "%", IsBase64Encoded: true})
	assert.ErrorContains(t, err, "decode body")
}

func TestHandler(t *testing.T) {
	t.Parallel()
	h := Handler(func(_ context.Context, e events.APIGatewayV2HTTPRequest) (
		events.APIGatewayV2HTTPResponse, error,
	) {
		if e.RawPath == "/broken" {
			return events.APIGatewayV2HTTPResponse{}, errors.New("function error")
		}
		return events.APIGatewayV2HTTPResponse{
			StatusCode: http.StatusTeapot, Headers: map[string]string{"X-Path": e.RawPath},
			Body: "short and stout",
		}, nil
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a%20b", nil))
	assert.Equal(t, http.StatusTeapot, w.Code)
	assert.Equal(t, "/a b", w.Header().Get("X-Path"))
	assert.Equal(t, "short and stout", w.Body.String())

	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/broken", nil))
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.JSONEq(t, `{"message":"Internal Server Error"}`, w.Body.String())
}
