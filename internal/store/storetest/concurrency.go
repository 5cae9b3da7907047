package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// testCancelled: a call whose context has ended says so. What became of a commit is then
// unknown, and the same commit brings certainty.
func testCancelled(t *testing.T, s *subject) {
	s.must(t, put(key("a"), "x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Get(ctx, key("a"))
	assert.ErrorIs(t, err, context.Canceled)
	_, err = s.Scan(ctx, store.Query{Partition: "p"})
	assert.ErrorIs(t, err, context.Canceled)
	c := store.Commit{Token: rand.Text(), Writes: []store.Write{add(key("n"), 1, 5)}}
	assert.ErrorIs(t, s.Commit(ctx, c), context.Canceled)
	require.NoError(t, s.Commit(t.Context(), c))
	assert.Equal(t, int64(1), s.get(t, key("n")).Counter)
}

// contend runs f in n goroutines at once, repeats each call as long as it conflicts, and
// returns how many succeeded. The others must have been refused.
func contend(t *testing.T, n int, f func(ctx context.Context, i int) error) int {
	t.Helper()
	backoff := store.NewBackoff()
	backoff.Attempts = 200
	var won atomic.Int64
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			err := store.Retry(t.Context(), backoff, func(ctx context.Context) error {
				return f(ctx, i)
			})
			if err == nil {
				won.Add(1)
				return
			}
			_, refused := errors.AsType[*store.ConditionError](err)
			assert.True(t, refused, "neither applied nor refused: %v", err)
		})
	}
	close(start)
	group.Wait()
	return int(won.Load())
}

// testConcurrentCounter: a lab day with 20 places is sold 20 times, each to one booking.
func testConcurrentCounter(t *testing.T, s *subject) {
	const places = 20
	won := contend(t, 3*places, func(ctx context.Context, i int) error {
		booking := store.Key{Partition: "booking", Sort: strconv.Itoa(i)}
		return s.Commit(ctx, store.Commit{Token: rand.Text(), Writes: []store.Write{
			add(key("day"), 1, places), ifAbsent(put(booking, "x")),
		}})
	})
	assert.Equal(t, places, won)
	assert.Equal(t, int64(places), s.get(t, key("day")).Counter)
	assert.Len(t, s.scan(t, store.Query{Partition: "booking"}), places)
}

// testConcurrentVersions: of read-modify-writes under a version none is lost.
func testConcurrentVersions(t *testing.T, s *subject) {
	s.must(t, put(key("sum"), "0"))
	const writers = 8
	won := contend(t, writers, func(ctx context.Context, _ int) error {
		for {
			item, err := s.Get(ctx, key("sum"))
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(string(item.Value))
			if err != nil {
				return err
			}
			w := ifVersion(put(key("sum"), strconv.Itoa(n+1)), item.Version)
			err = s.Commit(ctx, store.Commit{Token: rand.Text(), Writes: []store.Write{w}})
			if _, stale := errors.AsType[*store.ConditionError](err); !stale {
				return err
			}
		}
	})
	assert.Equal(t, writers, won)
	assert.Equal(t, strconv.Itoa(writers), string(s.get(t, key("sum")).Value))
}

// testConcurrentCreation: one of many creates an item, and the same commit sent by many
// at once is applied once.
func testConcurrentCreation(t *testing.T, s *subject) {
	won := contend(t, 20, func(ctx context.Context, i int) error {
		w := ifAbsent(put(key("a"), strconv.Itoa(i)))
		return s.Commit(ctx, store.Commit{Token: rand.Text(), Writes: []store.Write{w}})
	})
	assert.Equal(t, 1, won)
	same := store.Commit{Token: rand.Text(), Writes: []store.Write{add(key("n"), 1, 20)}}
	won = contend(t, 20, func(ctx context.Context, _ int) error { return s.Commit(ctx, same) })
	assert.Equal(t, 20, won)
	assert.Equal(t, int64(1), s.get(t, key("n")).Counter)
}
