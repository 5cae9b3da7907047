package httpapi

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Middleware surrounds a handler.
type Middleware func(http.Handler) http.Handler

// Chain returns one middleware of several, the first outermost.
func Chain(list ...Middleware) Middleware {
	return func(h http.Handler) http.Handler {
		for i := len(list) - 1; i >= 0; i-- {
			h = list[i](h)
		}
		return h
	}
}

// chain is the order in which every request goes through the middleware. Each one relies on
// those before it.
func (f *frame) chain() Middleware {
	return Chain(
		f.identify, // first: everything below names the request by its id
		f.log,      // sees the status of all that follows, panics and refusals included
		f.rescue,   // turns panics into problems, which the log then counts
		f.share,    // before anything refuses: a script must be able to read the refusal
		compress,   // before the limit, so that a refusal says Vary as well
		f.limit,    // last: what is too long is not even routed
	)
}

// exchange is what the middleware knows of one request.
type exchange struct {
	id        string
	operation string
	err       error // what a problem was made of, for the log
}

type exchangeKey struct{}

// exchangeOf returns the exchange of a request; outside the chain, one that nobody reads.
func exchangeOf(r *http.Request) *exchange {
	if x, ok := r.Context().Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

func (f *frame) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{id: f.NewID()}
		w.Header().Set("X-Request-Id", x.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
	})
}

// randomID returns a random UUID (RFC 9562, version 4).
func randomID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// rescue answers a panic with a problem, if nothing was sent before it.
func (f *frame) rescue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			rec, ok := w.(*recorder)
			if p == http.ErrAbortHandler || ok && rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			f.writeProblem(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// exposed are the headers that a script of another site may read.
const exposed = "Link, ETag, Content-Location, Content-Disposition, Retry-After, X-Snapshot-Id, " +
	"X-Snapshot-Stale, X-Request-Id"

// share lets scripts of any site read the open routes. They carry no cookies and need none.
func (f *frame) share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := f.mux.Handler(r); f.open[pattern] {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			w.Header().Set("Access-Control-Expose-Headers", exposed)
		}
		next.ServeHTTP(w, r)
	})
}

func (f *frame) limit(next http.Handler) http.Handler {
	most := strconv.Itoa(f.MaxURL)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path)+len(r.URL.RawQuery) > f.MaxURL {
			f.writeProblem(w, r, URITooLong.Fault(
				"The address has more than "+most+" bytes. Use fewer filters, or a whole file.",
				"网址超过 "+most+" 字节。请减少筛选条件，或下载整个文件。"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func tooLarge(limit int64) error {
	n := strconv.FormatInt(limit, 10)
	return fault.New(fault.TooLarge, "The body may have at most "+n+" bytes.",
		"请求内容最多 "+n+" 字节。")
}
