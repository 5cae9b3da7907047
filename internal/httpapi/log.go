package httpapi

import (
	"log/slog"
	"net/http"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// SnapshotHeader names the snapshot that an answer speaks of.
const SnapshotHeader = "X-Snapshot-Id"

// log writes one line per request. It names the operation and never the path, the query, the
// body or the address of who asked: codes and names of people stand in them.
func (f *frame) log(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := f.Now()
		rec := &recorder{ResponseWriter: w, head: r.Method == http.MethodHead}
		defer func() {
			x := exchangeOf(r)
			attrs := []slog.Attr{
				slog.String("request_id", x.id),
				slog.String("operation", x.operation),
				slog.String("method", method(r)),
				slog.Int("status", rec.code()),
				slog.Int64("bytes", rec.bytes),
				slog.Float64("duration_ms", float64(f.Now().Sub(begun).Microseconds())/1000),
				slog.String("snapshot_id", rec.Header().Get(SnapshotHeader)),
			}
			level := slog.LevelInfo
			if rec.code() >= http.StatusInternalServerError && x.err != nil {
				level = slog.LevelError
				attrs = append(attrs, slog.String("kind", fault.KindOf(x.err).String()),
					slog.String("error", x.err.Error()))
			}
			f.Logger.LogAttrs(r.Context(), level, "request", attrs...)
		}()
		next.ServeHTTP(rec, r)
	})
}

// method returns the request's method if it is one there is: anything may be sent as one.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return r.Method
	}
	return "other"
}

// recorder notes what is sent. It sends no body in answer to HEAD.
type recorder struct {
	http.ResponseWriter
	head   bool
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	if r.head {
		return len(p), nil
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
