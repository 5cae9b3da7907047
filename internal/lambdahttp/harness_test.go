package lambdahttp

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/lambdahttp/eventtest"
)

// site is the public URL of the tests, and the host that their events name.
const site = "https://www.example.gov.cn"

// tester is what a test and a property have in common.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// load reads a recorded event.
func load(t testing.TB, name string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	require.NoError(t, err)
	var e events.APIGatewayV2HTTPRequest
	require.NoError(t, json.Unmarshal(b, &e))
	return e
}

// reply is an answer as a client sees it, without what differs between any two servers: the
// date, and a length that the body has anyway.
type reply struct {
	Status int
	Header map[string]string
	Body   string
}

func newReply(t tester, method string, resp *http.Response) reply {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	resp.Header.Del("Date")
	if method != http.MethodHead && resp.StatusCode != http.StatusNotModified {
		resp.Header.Del("Content-Length")
	}
	r := reply{Status: resp.StatusCode, Header: map[string]string{}, Body: string(body)}
	for name, values := range resp.Header {
		r.Header[name] = strings.Join(values, ",")
	}
	return r
}

// server returns a real server with the handler, and a client that asks it as it is told.
func server(t testing.TB, h http.Handler) (*url.URL, *http.Client) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	base, err := url.Parse(s.URL)
	require.NoError(t, err)
	c := s.Client()
	c.Transport.(*http.Transport).DisableCompression = true
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return base, c
}

// replay returns the request that a client must have sent to become an event.
func replay(t testing.TB, base *url.URL, e events.APIGatewayV2HTTPRequest) *http.Request {
	t.Helper()
	body := e.Body
	if e.IsBase64Encoded {
		b, err := base64.StdEncoding.DecodeString(body)
		require.NoError(t, err)
		body = string(b)
	}
	u := *base
	u.Path, u.RawQuery = e.RawPath, e.RawQueryString
	r, err := http.NewRequestWithContext(t.Context(), e.RequestContext.HTTP.Method, base.String(),
		strings.NewReader(body))
	require.NoError(t, err)
	r.URL = &u
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	r.Host = cmp.Or(r.Header.Get("Host"), r.Host)
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return r
}

// served returns what a real server answers.
func served(t testing.TB, h http.Handler, e events.APIGatewayV2HTTPRequest) reply {
	t.Helper()
	base, c := server(t, h)
	resp, err := c.Do(replay(t, base, e))
	require.NoError(t, err)
	return newReply(t, e.RequestContext.HTTP.Method, resp)
}

// invoked returns what the function answers, and its response.
func invoked(
	t tester, f eventtest.Function, e events.APIGatewayV2HTTPRequest,
) (reply, events.APIGatewayV2HTTPResponse) {
	t.Helper()
	out, err := f(t.Context(), e)
	require.NoError(t, err)
	resp, err := eventtest.Response(out)
	require.NoError(t, err)
	return newReply(t, e.RequestContext.HTTP.Method, resp), out
}

// same requires that a handler answers a recorded event over net/http and through the function
// alike, and returns the response.
func same(t testing.TB, name string, h http.Handler) (reply, events.APIGatewayV2HTTPResponse) {
	t.Helper()
	e := load(t, name)
	want := served(t, h, e)
	got, out := invoked(t, New(h, Options{PublicURL: site}), e)
	assert.Equal(t, want, got)
	return got, out
}

// twin is one handler in both homes: a real server, and a function that is sent the server's
// requests as events.
type twin struct {
	base     *url.URL
	client   *http.Client
	function eventtest.Function
	handler  atomic.Value // of http.HandlerFunc
	recorded atomic.Value // of the event
}

func newTwin(t testing.TB) *twin {
	t.Helper()
	w := &twin{}
	w.base, w.client = server(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.recorded.Store(eventtest.Event(r))
		w.ServeHTTP(rw, r)
	}))
	w.function = New(w, Options{PublicURL: w.base.String()})
	return w
}

// ServeHTTP hands over to the handler of the moment.
func (w *twin) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.handler.Load().(http.HandlerFunc)(rw, r)
}

// same requires that a handler answers a request alike in both homes, and returns the answer.
func (w *twin) same(t tester, h http.Handler, r *http.Request) reply {
	t.Helper()
	w.handler.Store(http.HandlerFunc(h.ServeHTTP))
	resp, err := w.client.Do(r)
	require.NoError(t, err)
	want := newReply(t, r.Method, resp)
	got, _ := invoked(t, w.function, w.recorded.Load().(events.APIGatewayV2HTTPRequest))
	if r.Method == http.MethodHead && want.Header["Content-Length"] == "" {
		delete(got.Header, "Content-Length") // a server does not wait until it knows
	}
	assert.Equal(t, want, got, "%s %s", r.Method, r.URL)
	return got
}

// seen is a request as handlers see it.
type seen struct {
	Method, Path, EscapedPath, RawQuery, RequestURI, Host, Proto string
	Query                                                        url.Values
	Header                                                       map[string]string
	Cookies                                                      []string
	Length                                                       int64
	Body                                                         []byte
	Absolute, TLS                                                bool
}

// look returns the request, without what names the client or the way.
func look(r *http.Request) seen {
	body, _ := io.ReadAll(r.Body)
	s := seen{
		Method: r.Method, Path: r.URL.Path, EscapedPath: r.URL.EscapedPath(),
		RawQuery: r.URL.RawQuery, RequestURI: r.RequestURI, Host: r.Host, Proto: r.Proto,
		Query: r.URL.Query(), Header: map[string]string{}, Length: r.ContentLength, Body: body,
		Absolute: r.URL.Scheme != "" || r.URL.Host != "" || r.GetBody != nil, TLS: r.TLS != nil,
	}
	for name, values := range r.Header {
		if !strings.HasPrefix(name, "X-") && name != "Cookie" {
			s.Header[name] = strings.Join(values, ",")
		}
	}
	for _, c := range r.Cookies() {
		s.Cookies = append(s.Cookies, c.String())
	}
	return s
}

// echo answers with what it sees.
func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(look(r))
}

// echoed asks for a recorded event to be echoed, both ways, and returns what the handler saw.
func echoed(t testing.TB, name string) seen {
	t.Helper()
	got, _ := same(t, name, http.HandlerFunc(echo))
	var s seen
	require.NoError(t, json.Unmarshal([]byte(got.Body), &s), got.Body)
	return s
}

// answering returns a handler from what it writes.
func answering(f func(w http.ResponseWriter)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { f(w) })
}
