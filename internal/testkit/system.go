package testkit

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// Options say how a system differs from the usual one. The zero Options are the usual one.
type Options struct {
	Rows      registry.Rows // published by New; nil is County; empty publishes nothing
	MaxAnswer int           // see read.Config
	Base      string        // path under which the site is mounted
	// Blobs wraps the blob store, to make it fail.
	Blobs func(blob.Store) blob.Store
	// Diary opens the laboratory of County for bookings; nil leaves the booking API out.
	Diary *DiaryOptions
}

// System is the whole system in one process.
type System struct {
	Schema    *registry.Schema
	Clock     *Clock
	Log       *revision.Log
	Blobs     blob.Store // as the reader sees it
	Publisher *build.Publisher
	Reader    *snapshot.Reader
	Diary     *booking.Diary // nil unless the options ask for one
	Routes    []httpapi.Route
	Handler   http.Handler
	Logged    *Buffer // the lines of the request log
}

// New returns a system that has published its rows.
func New(t testing.TB, opt Options) *System {
	t.Helper()
	s := &System{Schema: registry.Load(), Clock: NewClock(Start), Logged: &Buffer{}}
	store := storetest.NewMemory(s.Clock.Now)
	s.Log = revision.New(store, s.Schema, s.Clock.Now, rand.NewChaCha8([32]byte{}))
	kept := blobtest.NewMemory()
	s.Blobs = kept
	if opt.Blobs != nil {
		s.Blobs = opt.Blobs(kept)
	}
	s.Publisher = &build.Publisher{
		Log: s.Log, Blobs: kept, Schema: s.Schema, Now: s.Clock.Now, Build: "test",
		Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	}
	s.Reader = snapshot.NewReader(s.Blobs, s.Schema, s.Clock.Now, 0)
	s.Routes = read.Routes(read.Config{
		Reader: s.Reader, Schema: s.Schema, Now: s.Clock.Now, MaxAnswer: opt.MaxAnswer,
		Base: opt.Base,
	})
	if opt.Diary != nil {
		s.openDiary(t, store, opt)
	}
	var requests atomic.Int64
	s.Handler = httpapi.New(s.Routes, httpapi.Options{
		Logger: slog.New(slog.NewJSONHandler(s.Logged, nil)), Now: s.Clock.Now, Base: opt.Base,
		NewID: func() string {
			return fmt.Sprintf("00000000-0000-4000-8000-%012d", requests.Add(1))
		},
	})
	if opt.Rows == nil {
		opt.Rows = County(s.Schema)
	}
	s.Publisher.Live = s.live(opt.Rows)
	if len(opt.Rows) > 0 {
		s.Commit(t, s.Added(opt.Rows)...)
		s.Publish(t)
	}
	return s
}

// live returns what publishes the rows of live datasets, which are in no log.
func (s *System) live(rows registry.Rows) func(context.Context, registry.Rows, calendar.Date,
) (registry.Rows, error) {
	live := registry.Rows{}
	for _, def := range s.Schema.Datasets {
		if def.Live {
			live[def.Name] = rows[def.Name]
		}
	}
	return func(context.Context, registry.Rows, calendar.Date) (registry.Rows, error) {
		return live, nil
	}
}

// Added returns the changes that add rows to the log.
func (s *System) Added(rows registry.Rows) []revision.Change {
	var changes []revision.Change
	for _, def := range s.Schema.Datasets {
		if def.Live {
			continue
		}
		for _, row := range rows[def.Name] {
			changes = append(changes, revision.Change{
				Dataset: def.Name, ID: row.ID(), After: revision.Row(def.Encode(row)),
			})
		}
	}
	return changes
}

// Replaced returns the change of a row that is there to another.
func (s *System) Replaced(t testing.TB, name string, row dataset.Row) revision.Change {
	t.Helper()
	before := s.version(t, name, row.ID())
	after := revision.Row(s.Schema.Def(name).Encode(row))
	return revision.Change{Dataset: name, ID: row.ID(), Before: before, After: after}
}

// Ended returns the change that ends a row today.
func (s *System) Ended(t testing.TB, name, id string, end revision.End) revision.Change {
	t.Helper()
	before := s.version(t, name, id)
	after := revision.Ended(before, end, calendar.DateOf(s.Clock.Now()), "演示")
	return revision.Change{Dataset: name, ID: id, Before: before, After: after}
}

func (s *System) version(t testing.TB, name, id string) *revision.Version {
	t.Helper()
	head, err := s.Log.Head(t.Context())
	require.NoError(t, err)
	state, err := s.Log.Fold(t.Context(), nil, head)
	require.NoError(t, err)
	entry, ok := state.Entry(name, id)
	require.True(t, ok, "%s %s", name, id)
	return &entry.Version
}

// Commit appends changes to the log, confirmed.
func (s *System) Commit(t testing.TB, changes ...revision.Change) {
	t.Helper()
	head, err := s.Log.Head(t.Context())
	require.NoError(t, err)
	_, err = s.Log.Commit(t.Context(), head, revision.ChangeSet{
		Changes: changes, Author: "test", Reason: "演示", Confirmed: true,
	})
	require.NoError(t, err)
}

// Publish publishes the log and returns the id of the snapshot.
func (s *System) Publish(t testing.TB) string {
	t.Helper()
	res, err := s.Publisher.Publish(t.Context(), false)
	require.NoError(t, err)
	return res.Snapshot
}

// Buffer is a buffer that several goroutines may write to.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String returns what was written.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
