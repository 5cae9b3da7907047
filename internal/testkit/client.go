package testkit

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Coverage is the pairs of operation and status that clients have seen.
type Coverage struct {
	mu   sync.Mutex
	seen map[Pair]bool
}

// Add notes a pair.
func (c *Coverage) Add(p Pair) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[Pair]bool{}
	}
	c.seen[p] = true
}

// Has reports whether a pair was seen.
func (c *Coverage) Has(p Pair) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[p]
}

// Client sends requests to a handler and holds each exchange to the contract.
type Client struct {
	t        testing.TB
	handler  http.Handler
	contract *Contract
	coverage *Coverage
}

// Client returns a client of the system's handler. Coverage may be nil.
func (s *System) Client(t testing.TB, coverage *Coverage) *Client {
	t.Helper()
	c, err := LoadContract()
	require.NoError(t, err)
	return &Client{t: t, handler: s.Handler, contract: c, coverage: coverage}
}

// Unjudged returns a client that does not ask the contract, which takes milliseconds for each
// answer. It is for properties, which send one kind of request hundreds of times, where other
// tests have that kind judged.
func (c *Client) Unjudged() *Client { return &Client{t: c.t, handler: c.handler} }

// Response is an answer.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Value returns the body as decoded JSON.
func (r *Response) Value() (any, error) {
	var v any
	err := json.Unmarshal(r.Body, &v)
	return v, err
}

// Decode reads the body as JSON into v.
func (r *Response) Decode(t testing.TB, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(r.Body, v), string(r.Body))
}

// Get sends a GET request. Headers are given as "Name: value".
func (c *Client) Get(url string, headers ...string) *Response {
	c.t.Helper()
	return c.Do(http.MethodGet, url, "", headers...)
}

// Do sends a request.
func (c *Client) Do(method, url, body string, headers ...string) *Response {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), method, url, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		r.Header.Set(name, strings.TrimSpace(value))
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r.Clone(r.Context()))
	res := &Response{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
	if c.contract == nil {
		return res
	}
	judged := res
	if w.Header().Get("Content-Encoding") == "gzip" {
		judged = res.unzipped(c.t)
	}
	operation, err := c.contract.judge(r, []byte(body), judged)
	assert.NoError(c.t, err, "%s %s\n%s", method, url, bytes.TrimSpace(judged.Body))
	if operation != "" && c.coverage != nil {
		c.coverage.Add(Pair{operation, res.Status})
	}
	return res
}

func (r *Response) unzipped(t testing.TB) *Response {
	t.Helper()
	if len(r.Body) == 0 {
		return r
	}
	zip, err := gzip.NewReader(bytes.NewReader(r.Body))
	require.NoError(t, err)
	body, err := io.ReadAll(zip)
	require.NoError(t, err)
	return &Response{Status: r.Status, Header: r.Header, Body: body}
}
