package snapshot_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// watched is a store that counts what is asked for, and can be away.
type watched struct {
	blob.Store
	err  error
	mu   sync.Mutex
	gets map[string]int
	sent int // bodies of latest.json
}

func (w *watched) Get(ctx context.Context, key string) (blob.Object, error) {
	w.mu.Lock()
	w.gets[key]++
	w.mu.Unlock()
	if w.err != nil {
		return blob.Object{}, w.err
	}
	if err := ctx.Err(); err != nil {
		return blob.Object{}, err
	}
	return w.Store.Get(ctx, key)
}

// conditional is a store that need not send what the reader has.
type conditional struct{ *watched }

func (c conditional) GetIfChanged(ctx context.Context, key, etag string) (blob.Object, bool, error) {
	object, err := c.Get(ctx, key)
	if err != nil || object.ETag == etag {
		return blob.Object{}, false, err
	}
	c.sent++
	return object, true, nil
}

func watch(t *testing.T) (*testkit.System, *watched) {
	t.Helper()
	s := testkit.New(t, testkit.Options{})
	return s, &watched{Store: s.Blobs, gets: map[string]int{}}
}

func TestReader_AsksForWhatIsNewAlone(t *testing.T) {
	t.Parallel()
	s, w := watch(t)
	r := snapshot.NewReader(conditional{w}, registry.Load(), s.Clock.Now, 15*time.Second)
	current := func() string {
		snap, err := r.Current(t.Context())
		require.NoError(t, err)
		return snap.Snapshot
	}
	first := current()
	assert.Equal(t, 1, w.sent)
	s.Clock.Move(14 * time.Second)
	current()
	assert.Equal(t, 1, w.gets[snapshot.LatestKey], "it is young enough")
	s.Clock.Move(2 * time.Second)
	assert.Equal(t, first, current())
	assert.Equal(t, 2, w.gets[snapshot.LatestKey])
	assert.Equal(t, 1, w.sent, "it has not changed")

	s.Commit(t, s.Ended(t, registry.Producers, "P000006", revision.Withdrawn))
	second := s.Publish(t)
	s.Clock.Move(16 * time.Second)
	assert.Equal(t, second, current())
	assert.Equal(t, 2, w.sent)
	assert.Equal(t, 1, w.gets[snapshot.Key(first, snapshot.IndexFile)], "an index is read once")
}

// An outage of the objects is none of ours for a day: what is there is served, nobody waits for
// more than one look in each interval, and it is known since when.
func TestReader_Stale(t *testing.T) {
	t.Parallel()
	s, w := watch(t)
	r := snapshot.NewReader(w, registry.Load(), s.Clock.Now, 15*time.Second)
	_, err := r.Current(t.Context())
	require.NoError(t, err)
	_, stale := r.Stale()
	assert.False(t, stale)

	w.err = errors.New("no route to host")
	s.Clock.Move(time.Hour)
	looks := w.gets[snapshot.LatestKey]
	for range 5 {
		_, err = r.Current(t.Context())
		require.NoError(t, err)
	}
	assert.Equal(t, looks+1, w.gets[snapshot.LatestKey])
	s.Clock.Move(10 * time.Minute)
	_, err = r.Current(t.Context())
	require.NoError(t, err)
	since, stale := r.Stale()
	assert.True(t, stale)
	assert.Equal(t, snapshot.Stale{
		Checked: testkit.Start, Failing: testkit.Start.Add(time.Hour),
	}, since)

	s.Clock.Move(23 * time.Hour)
	_, err = r.Current(t.Context())
	assert.True(t, fault.Is(err, fault.Unavailable), err)
	w.err = nil
	_, err = r.Current(t.Context())
	require.NoError(t, err, "it is tried at every request once the day is over")
	_, stale = r.Stale()
	assert.False(t, stale)
}

// That somebody went away is no outage.
func TestReader_Stale_NotByACancelledRequest(t *testing.T) {
	t.Parallel()
	s, w := watch(t)
	r := snapshot.NewReader(w, registry.Load(), s.Clock.Now, 15*time.Second)
	_, err := r.Current(t.Context())
	require.NoError(t, err)
	s.Clock.Move(time.Minute)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = r.Current(gone)
	require.NoError(t, err)
	_, stale := r.Stale()
	assert.False(t, stale)
	_, err = r.Current(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3, w.gets[snapshot.LatestKey], "the next one looks")
}

// together is a store whose files under s/ and overlay/ come only when all of them are asked for.
type together struct {
	blob.Store
	missing *sync.WaitGroup
}

func (g together) Get(ctx context.Context, key string) (blob.Object, error) {
	if key != snapshot.LatestKey {
		g.missing.Done()
		g.missing.Wait()
	}
	return g.Store.Get(ctx, key)
}

// A process that starts waits for far away objects twice and not four times: for latest.json, and
// for all that it leads to.
func TestReader_AsksForAllAtOnce(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	var missing sync.WaitGroup
	missing.Add(len([]string{snapshot.ManifestFile, snapshot.IndexFile, "overlay"}))
	r := snapshot.NewReader(together{s.Blobs, &missing}, registry.Load(), s.Clock.Now, time.Minute)
	_, err := r.Current(t.Context())
	assert.NoError(t, err)
}

func TestReader_NothingYet(t *testing.T) {
	t.Parallel()
	s, w := watch(t)
	w.err = errors.New("no route to host")
	r := snapshot.NewReader(w, registry.Load(), s.Clock.Now, 15*time.Second)
	for range 2 {
		_, err := r.Current(t.Context())
		assert.True(t, fault.Is(err, fault.Unavailable), err)
		_, stale := r.Stale()
		assert.False(t, stale, "nothing is served")
	}
	w.err = nil
	_, err := r.Current(t.Context())
	assert.NoError(t, err)
}
