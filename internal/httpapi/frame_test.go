package httpapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

const requestID = "00000000-0000-4000-8000-000000000001"

// serve returns the handler of one GET route at /v1/x, and what it logs.
func serve(h httpapi.Handler, change ...func(*httpapi.Route, *httpapi.Options)) (http.Handler,
	*strings.Builder,
) {
	logged := &strings.Builder{}
	route := httpapi.Route{
		Operation: "x.get", Method: http.MethodGet, Pattern: "/v1/x", Handle: h,
		Cache: httpapi.CacheCurrent, Open: true,
	}
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	opt := httpapi.Options{
		Logger: slog.New(slog.NewJSONHandler(logged, nil)),
		NewID:  func() string { return requestID },
		Now: func() time.Time {
			at = at.Add(time.Millisecond)
			return at
		},
	}
	for _, c := range change {
		c(&route, &opt)
	}
	return httpapi.New([]httpapi.Route{route}, opt), logged
}

func do(h http.Handler, method, url, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func problem(t *testing.T, w *httptest.ResponseRecorder) httpapi.Problem {
	t.Helper()
	assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	var p httpapi.Problem
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p), w.Body.String())
	assert.Equal(t, w.Code, p.Status)
	assert.Equal(t, "urn:uuid:"+requestID, p.Instance)
	return p
}

func text(body string) httpapi.Handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		httpapi.Write(w, "text/plain; charset=utf-8", []byte(body))
		return nil
	}
}

func TestNew_Methods(t *testing.T) {
	t.Parallel()
	h, _ := serve(text("hello"))
	w := do(h, http.MethodGet, "/v1/x", "")
	assert.Equal(t, "hello", w.Body.String())
	assert.Equal(t, requestID, w.Header().Get("X-Request-Id"))
	assert.Equal(t, "public, max-age=60, stale-while-revalidate=600",
		w.Header().Get("Cache-Control"))

	head := do(h, http.MethodHead, "/v1/x", "")
	assert.Empty(t, head.Body.String())
	assert.Equal(t, "5", head.Header().Get("Content-Length"))

	post := do(h, http.MethodPost, "/v1/x", "")
	assert.Equal(t, http.StatusMethodNotAllowed, post.Code)
	assert.Equal(t, "GET, HEAD, OPTIONS", post.Header().Get("Allow"))
	assert.Equal(t, "/problems/method-not-allowed", problem(t, post).Type)

	pre := do(h, http.MethodOptions, "/v1/x", "", "Origin: https://example.org")
	assert.Equal(t, http.StatusNoContent, pre.Code)
	assert.Equal(t, "*", pre.Header().Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "GET, HEAD, OPTIONS", pre.Header().Get("Access-Control-Allow-Methods"))
}

func TestNew_OnlyOpenRoutesAreShared(t *testing.T) {
	t.Parallel()
	h, _ := serve(text("hello"), func(r *httpapi.Route, _ *httpapi.Options) { r.Open = false })
	assert.Empty(t, do(h, http.MethodGet, "/v1/x", "").Header().Get("Access-Control-Allow-Origin"))
}

func TestNew_NotFound(t *testing.T) {
	t.Parallel()
	h, _ := serve(text("hello"))
	assert.Contains(t, problem(t, do(h, http.MethodGet, "/v1/y", "")).Detail, "nearest is /v1/x")
	folder := problem(t, do(h, http.MethodGet, "/v1/", "")).Detail
	assert.NotContains(t, folder, "nearest", "it holds many")
	assert.Contains(t, folder, "/v1/datasets")
	assert.Equal(t, http.StatusNotFound, do(h, http.MethodGet, "/", "").Code)

	h, _ = serve(text("hello"), func(_ *httpapi.Route, o *httpapi.Options) {
		o.NotFound = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
		})
	})
	assert.Equal(t, http.StatusTeapot, do(h, http.MethodGet, "/p/P000001", "").Code)
	assert.Equal(t, http.StatusNotFound, do(h, http.MethodGet, "/v1/y", "").Code)
}

func TestNew_RefusesTwoRoutesForOne(t *testing.T) {
	t.Parallel()
	r := httpapi.Route{Method: http.MethodGet, Pattern: "/v1/x", Handle: text("")}
	assert.Panics(t, func() { httpapi.New([]httpapi.Route{r, r}, httpapi.Options{}) })
}

func TestNew_ZeroOptions(t *testing.T) {
	t.Parallel()
	h := httpapi.New(nil, httpapi.Options{})
	w := do(h, http.MethodGet, "/v1/x", "")
	assert.Equal(t, http.StatusNotFound, w.Code)
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
		w.Header().Get("X-Request-Id"))
}

// Each kind of fault has its status; only its message and fields are told, and of an error
// without a fault nothing.
func TestProblems(t *testing.T) {
	t.Parallel()
	const hidden = "dial tcp 10.0.0.7"
	wrapped := func(k fault.Kind) error {
		return fmt.Errorf("x: %w", fault.Wrap(k, errors.New(hidden), "Told.", "可以说。"))
	}
	for _, c := range []struct {
		err    error
		status int
		slug   string
	}{
		{errors.New(hidden), 500, "internal"},
		{wrapped(fault.Internal), 500, "internal"},
		{wrapped(fault.Invalid), 400, "invalid"},
		{wrapped(fault.Unauthenticated), 401, "unauthenticated"},
		{wrapped(fault.Forbidden), 403, "forbidden"},
		{wrapped(fault.NotFound), 404, "not-found"},
		{wrapped(fault.Gone), 410, "gone"},
		{wrapped(fault.Conflict), 409, "conflict"},
		{wrapped(fault.Precondition), 412, "precondition"},
		{wrapped(fault.Exhausted), 429, "exhausted"},
		{wrapped(fault.TooLarge), 413, "too-large"},
		{wrapped(fault.Unavailable), 503, "unavailable"},
		{httpapi.SnapshotRetired.Of(wrapped(fault.Gone)), 410, "snapshot-retired"},
		{fmt.Errorf("y: %w", httpapi.BadCursor.Fault("Told.", "可以说。")), 400, "bad-cursor"},
		{&http.MaxBytesError{Limit: 7}, 413, "too-large"},
	} {
		t.Run(c.err.Error(), func(t *testing.T) {
			t.Parallel()
			h, logged := serve(func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("ETag", `"x"`)
				return c.err
			}, func(_ *httpapi.Route, o *httpapi.Options) { o.Base = "/nqa" })
			w := do(h, http.MethodGet, "/v1/x", "")
			p := problem(t, w)
			assert.Equal(t, c.status, w.Code)
			assert.Equal(t, "/nqa/problems/"+c.slug, p.Type)
			assert.NotContains(t, w.Body.String(), hidden)
			assert.Empty(t, w.Header().Get("ETag"))
			for _, s := range []string{p.Title, p.TitleZh, p.Detail, p.DetailZh} {
				assert.NotEmpty(t, s)
			}
			keep := "public, max-age=60"
			if c.status >= 500 || c.status == 429 {
				keep = "no-store"
			}
			assert.Equal(t, keep, w.Header().Get("Cache-Control"))
			assert.Equal(t, c.status >= 500, strings.Contains(logged.String(), hidden))
		})
	}
}

func TestProblems_NameTheField(t *testing.T) {
	t.Parallel()
	h, _ := serve(func(http.ResponseWriter, *http.Request) error {
		return httpapi.BadParameter.Fault("No.", "否。",
			fault.Field{Name: "limit", Reason: "Too many.", Suggestion: "1000"},
			fault.Field{Name: "/lines/3", Reason: "Empty."})
	})
	assert.Equal(t, []httpapi.ProblemError{
		{Parameter: "limit", Reason: "Too many.", Suggestion: "1000"},
		{Pointer: "/lines/3", Reason: "Empty."},
	}, problem(t, do(h, http.MethodGet, "/v1/x", "")).Errors)
}

func TestPanics(t *testing.T) {
	t.Parallel()
	h, logged := serve(func(http.ResponseWriter, *http.Request) error { panic("hidden") })
	w := do(h, http.MethodGet, "/v1/x", "", "Accept-Encoding: gzip")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.NotContains(t, w.Body.String(), "hidden")
	assert.Contains(t, logged.String(), "panic: hidden")
	assert.Equal(t, "/problems/internal", problem(t, w).Type)

	// What has begun cannot be taken back: the connection is cut.
	begun, logged := serve(func(w http.ResponseWriter, _ *http.Request) error {
		httpapi.Write(w, "text/plain", []byte("half"))
		panic("late")
	})
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() { do(begun, "GET", "/v1/x", "") })
	assert.Contains(t, logged.String(), `"status":200`)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	read := func(w http.ResponseWriter, r *http.Request) error {
		if _, err := io.ReadAll(r.Body); err != nil {
			return fmt.Errorf("read: %w", err)
		}
		return text("read")(w, r)
	}
	h, _ := serve(read, func(r *httpapi.Route, o *httpapi.Options) {
		r.Method, r.MaxBody, o.MaxURL = http.MethodPost, 10, 20
	})
	assert.Equal(t, http.StatusOK, do(h, http.MethodPost, "/v1/x", "0123456789").Code)
	long := do(h, http.MethodPost, "/v1/x", "0123456789x")
	assert.Equal(t, http.StatusRequestEntityTooLarge, long.Code)
	assert.Contains(t, problem(t, long).Detail, "at most 10 bytes")

	stream := io.MultiReader(strings.NewReader("0123456789x"))
	r := httptest.NewRequest(http.MethodPost, "/v1/x", stream)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r) // of unknown length
	assert.Equal(t, http.StatusRequestEntityTooLarge, w.Code)

	far := do(h, http.MethodPost, "/v1/x?"+strings.Repeat("a", 20), "")
	assert.Equal(t, http.StatusRequestURITooLong, far.Code)
	assert.Equal(t, "*", far.Header().Get("Access-Control-Allow-Origin"))
}

// Over a real connection a query of 16 KB is a problem, and one of a megabyte is refused by the
// server itself.
func TestNewServer_LongQueries(t *testing.T) {
	t.Parallel()
	h, _ := serve(text("hello"))
	s := httptest.NewUnstartedServer(nil)
	s.Config = httpapi.NewServer(h)
	s.Start()
	defer s.Close()
	for size, want := range map[int]int{
		100: http.StatusOK, 16 << 10: http.StatusRequestURITooLong,
		1 << 20: http.StatusRequestHeaderFieldsTooLarge,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			s.URL+"/v1/x?"+strings.Repeat("a", size), nil)
		require.NoError(t, err)
		res, err := s.Client().Do(r)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, want, res.StatusCode, size)
	}
}

// One line per request, with what an operator needs and nothing that says who asked or for what.
func TestLog(t *testing.T) {
	t.Parallel()
	h, logged := serve(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set(httpapi.SnapshotHeader, "20261124-r000042-1f3a9c07")
		return text("hello")(w, r)
	})
	do(h, "GET", "/v1/x?code=13812345678", "", "User-Agent: phone", "Referer: https://a.b/")
	do(h, "X13812345678", "/v1/nobody", "")
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	require.Len(t, lines, 2)
	var line map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &line))
	delete(line, "time")
	assert.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "request_id": requestID, "operation": "x.get",
		"method": "GET", "status": 200.0, "bytes": 5.0, "duration_ms": 1.0,
		"snapshot_id": "20261124-r000042-1f3a9c07",
	}, line)
	for _, personal := range []string{"13812345678", "nobody", "phone", "a.b", "192.0.2.1"} {
		assert.NotContains(t, logged.String(), personal)
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	var order []string
	mark := func(name string) httpapi.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				next.ServeHTTP(w, r)
			})
		}
	}
	h := httpapi.Chain(mark("first"), mark("second"))(http.NotFoundHandler())
	do(h, http.MethodGet, "/", "")
	assert.Equal(t, []string{"first", "second"}, order)
}
