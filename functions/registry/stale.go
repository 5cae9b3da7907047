package main

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/mingtian-portal/mingtian/functions/internal/cloud"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// staleHeader says, while the bucket does not answer, for how many seconds nobody could look
// whether there is a newer snapshot.
const staleHeader = "X-Snapshot-Stale"

// ageEvery is how often the age is measured: a line of the log for each request would cost more
// than the requests.
const ageEvery = time.Minute

// markStale returns a handler that sets the header on every answer, and measures now and then for
// how long the bucket has not answered.
func markStale(
	next http.Handler, reader *snapshot.Reader, metrics *cloud.Metrics, now func() time.Time,
) http.Handler {
	w := &watch{reader: reader, metrics: metrics, now: now}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&marked{ResponseWriter: rw, watch: w}, r)
		w.measure(r.Context())
	})
}

// watch knows how the reader's looks for a newer snapshot go.
type watch struct {
	reader  *snapshot.Reader
	metrics *cloud.Metrics
	now     func() time.Time

	mu       sync.Mutex
	measured time.Time
}

func (w *watch) measure(ctx context.Context) {
	w.mu.Lock()
	now := w.now()
	due := now.Sub(w.measured) >= ageEvery
	if due {
		w.measured = now
	}
	w.mu.Unlock()
	if !due {
		return
	}
	// From the first look that failed: before it, the process may have been frozen for hours.
	age := time.Duration(0)
	if s, stale := w.reader.Stale(); stale {
		age = now.Sub(s.Failing)
	}
	w.metrics.Write(ctx, now, "snapshot age", cloud.Seconds("SnapshotAge", age))
}

// marked sets the header when the answer begins: only then is it known how the look went.
type marked struct {
	http.ResponseWriter
	watch *watch
	begun bool
}

// WriteHeader implements http.ResponseWriter.
func (m *marked) WriteHeader(status int) {
	m.begin()
	m.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (m *marked) Write(p []byte) (int, error) {
	m.begin()
	return m.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController through.
func (m *marked) Unwrap() http.ResponseWriter { return m.ResponseWriter }

func (m *marked) begin() {
	if m.begun {
		return
	}
	m.begun = true
	if s, stale := m.watch.reader.Stale(); stale {
		age := m.watch.now().Sub(s.Checked)
		m.Header().Set(staleHeader, strconv.Itoa(int(age.Seconds())))
	}
}
