package httpapi

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Handler answers a request, or returns why it cannot. It must not have written anything when it
// returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is a row of the table of routes.
type Route struct {
	Operation string // the operationId in openapi.yaml, and the name in the log
	Method    string // GET also answers HEAD
	Pattern   string // a path as http.ServeMux reads it, without method and host
	Handle    Handler
	Cache     Cache // how long the answers may be kept
	Open      bool  // scripts of any site may call it
	MaxBody   int64 // bytes of a request's body; 0 is DefaultMaxBody
}

// DefaultMaxBody is how many bytes a request's body may have where a route says nothing else.
const DefaultMaxBody = 1 << 20

// DefaultMaxURL is how many bytes a request's path and query may have.
const DefaultMaxURL = 8 << 10

// Cache says how long an answer may be kept by browsers and by the CDN.
type Cache string

// The cache policies. Problems have their own, by status.
const (
	CacheCurrent Cache = "current" // of the newest snapshot: a minute, and stale while looking
	CachePinned  Cache = "pinned"  // of a named snapshot: it never changes
	CacheLive    Cache = "live"    // of what changes all the time: as long as a page takes to load
	CacheNone    Cache = "none"
)

var cacheHeaders = map[Cache]string{
	CacheCurrent: "public, max-age=60, stale-while-revalidate=600",
	CachePinned:  "public, max-age=31536000, immutable",
	CacheLive:    "public, max-age=5",
	CacheNone:    "no-store",
}

// SetCache replaces the route's cache policy for one answer.
func SetCache(w http.ResponseWriter, c Cache) {
	w.Header().Set("Cache-Control", cacheHeaders[c])
}

// Options are what a table of routes needs besides. The zero Options work.
type Options struct {
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // nil is time.Now
	NewID  func() string    // names a request, in the form of a UUID; nil draws at random
	MaxURL int              // 0 is DefaultMaxURL
	Base   string           // path under which the site is mounted, "/nqa"; stripped before us
	// NotFound answers paths that no route has, the API's own aside. Nil is a problem.
	NotFound http.Handler
}

// New returns the handler of a table of routes. Two routes with one method and pattern, or with
// patterns that contradict each other, are a mistake in the program, and a panic.
func New(routes []Route, opt Options) http.Handler {
	f := newFrame(opt)
	byPattern := map[string][]Route{}
	for _, r := range append(slices.Clone(routes), ProblemPages()) {
		byPattern[r.Pattern] = append(byPattern[r.Pattern], r)
	}
	known := make([]string, 0, len(byPattern))
	for pattern, list := range byPattern {
		f.mux.Handle(pattern, f.dispatcher(list))
		f.open[pattern] = slices.ContainsFunc(list, func(r Route) bool { return r.Open })
		known = append(known, pattern)
	}
	slices.Sort(known)
	f.open[apiRoot] = true
	f.mux.Handle(apiRoot, f.handler(unknownPath(known)))
	f.mux.Handle("/", f.notFound(unknownPath(known)))
	return f.chain()(f.mux)
}

// apiRoot is the path below which everything that is not there is a problem and not a page.
const apiRoot = "/v1/"

// frame is the state of the handler that New returns.
type frame struct {
	Options
	mux  *http.ServeMux
	open map[string]bool // by pattern
}

func newFrame(opt Options) *frame {
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.NewID == nil {
		opt.NewID = randomID
	}
	if opt.MaxURL == 0 {
		opt.MaxURL = DefaultMaxURL
	}
	return &frame{Options: opt, mux: http.NewServeMux(), open: map[string]bool{}}
}

// handler adapts a Handler: it is the only place that writes errors of handlers.
func (f *frame) handler(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			f.writeProblem(w, r, err)
		}
	})
}

// dispatcher answers one pattern by method.
func (f *frame) dispatcher(routes []Route) http.Handler {
	byMethod := map[string]Route{}
	for _, r := range routes {
		if _, twice := byMethod[r.Method]; twice {
			panic("httpapi: two routes for " + r.Method + " " + r.Pattern)
		}
		byMethod[r.Method] = r
	}
	allow := allowed(byMethod)
	return f.handler(func(w http.ResponseWriter, r *http.Request) error {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		route, ok := byMethod[method]
		switch {
		case ok:
			return serve(w, r, route)
		case r.Method == http.MethodOptions:
			options(w, allow)
			return nil
		default:
			w.Header().Set("Allow", allow)
			return MethodNotAllowed.Fault("This address answers "+allow+".",
				"该地址只接受 "+allow+"。")
		}
	})
}

func allowed(byMethod map[string]Route) string {
	methods := []string{http.MethodOptions}
	for m := range byMethod {
		methods = append(methods, m)
		if m == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	return strings.Join(methods, ", ")
}

func serve(w http.ResponseWriter, r *http.Request, route Route) error {
	exchangeOf(r).operation = route.Operation
	if route.Cache != "" {
		SetCache(w, route.Cache)
	}
	limit := route.MaxBody
	if limit == 0 {
		limit = DefaultMaxBody
	}
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	return route.Handle(w, r)
}

func options(w http.ResponseWriter, allow string) {
	w.Header().Set("Allow", allow)
	w.Header().Set("Access-Control-Allow-Methods", allow)
	w.Header().Set("Access-Control-Allow-Headers", "Content-Type, If-None-Match")
	w.Header().Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// unknownPath answers paths without a route and suggests the nearest one.
func unknownPath(patterns []string) Handler {
	return func(_ http.ResponseWriter, r *http.Request) error {
		message, zh := "There is nothing at this address.", "该地址没有内容。"
		path := strings.TrimSuffix(r.URL.Path, "/")
		// A folder is no slip of the finger for any one of what it holds.
		if near := Nearest(path, patterns); near != "" && !strings.HasPrefix(near, path+"/") {
			message += " The nearest is " + near + "."
			zh += "最接近的是 " + near + "。"
		}
		return fault.New(fault.NotFound,
			message+" /v1/datasets lists the registers, /openapi.yaml all of the API.",
			zh+"名录见 /v1/datasets，API 的全部地址见 /openapi.yaml。")
	}
}

func (f *frame) notFound(h Handler) http.Handler {
	if f.NotFound == nil {
		return f.handler(h)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r).operation = "page"
		f.NotFound.ServeHTTP(w, r)
	})
}
