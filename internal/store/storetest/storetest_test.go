package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

var key = store.Key{Partition: "p", Sort: "a"}

func newMemory() store.Store {
	clock := storetest.NewClock(time.Date(2099, 11, 24, 8, 0, 0, 0, time.UTC))
	return storetest.NewMemory(clock.Now)
}

func TestMemory(t *testing.T) {
	t.Parallel()
	storetest.Test(t, func(_ *testing.T, now func() time.Time) store.Store {
		return storetest.NewMemory(now)
	})
}

// TestFlaky: a writer that takes conflicts and lost replies as the contract says has each
// commit applied once.
func TestFlaky(t *testing.T) {
	t.Parallel()
	inner := newMemory()
	s := storetest.NewFlaky(inner, 0.3, 0.3, rand.New(rand.NewPCG(1, 2)))
	conflicts, lost := 0, 0
	const commits = 200
	for i := range commits {
		c := store.Commit{
			Token:  fmt.Sprint(i),
			Writes: []store.Write{{Key: key, Op: store.OpAdd, Delta: 1, Cap: commits}},
		}
		err := s.Commit(t.Context(), c)
		for ; err != nil; err = s.Commit(t.Context(), c) {
			switch {
			case errors.Is(err, store.ErrConflict):
				conflicts++
			case errors.Is(err, storetest.ErrLost):
				lost++
			default:
				require.NoError(t, err)
			}
		}
		item, err := inner.Get(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, int64(i+1), item.Counter)
	}
	assert.Greater(t, conflicts, commits/5)
	assert.Greater(t, lost, commits/5)
}

func TestFlaky_Share(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		conflicts, lost float64
		want            error
		applied         bool
	}{
		{"never", 0, 0, nil, true},
		{"always in conflict", 1, 1, store.ErrConflict, false},
		{"always lost", 0, 1, storetest.ErrLost, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inner := newMemory()
			s := storetest.NewFlaky(inner, tt.conflicts, tt.lost, rand.New(rand.NewPCG(1, 2)))
			c := store.Commit{Token: "t", Writes: []store.Write{{Key: key}}}
			require.ErrorIs(t, s.Commit(t.Context(), c), tt.want)
			_, err := inner.Get(t.Context(), key)
			assert.Equal(t, tt.applied, err == nil)
			refused := store.Commit{Token: "u", Writes: []store.Write{
				{Key: key, Op: store.OpCheck, If: store.Condition{Version: "never"}},
			}}
			if tt.applied {
				var condition *store.ConditionError
				require.ErrorAs(t, s.Commit(t.Context(), refused), &condition)
			}
		})
	}
}

func TestCounting(t *testing.T) {
	t.Parallel()
	s := &storetest.Counting{Store: newMemory()}
	c := store.Commit{Token: "t", Writes: []store.Write{{Key: key}}}
	require.NoError(t, s.Commit(t.Context(), c))
	for range 2 {
		_, err := s.Get(t.Context(), key)
		require.NoError(t, err)
	}
	for range 3 {
		_, err := s.Scan(t.Context(), store.Query{Partition: "p"})
		require.NoError(t, err)
	}
	assert.Equal(t, int64(1), s.Commits.Load())
	assert.Equal(t, int64(2), s.Gets.Load())
	assert.Equal(t, int64(3), s.Scans.Load())
}

// increment reads the value and writes the next letter, under a version or heedless.
func increment(ctx context.Context, s store.Store, heed bool, errs *error) {
	item, err := s.Get(ctx, key)
	if err != nil {
		*errs = err
		return
	}
	w := store.Write{Key: key, Value: []byte{item.Value[0] + 1}}
	if heed {
		w.If.Version = item.Version
	}
	token := fmt.Sprintf("%p", errs)
	*errs = s.Commit(ctx, store.Commit{Token: token, Writes: []store.Write{w}})
}

// TestInterleave writes down the two histories of two writers: one after the other, and
// both reading first.
func TestInterleave(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		schedule []int
		heed     bool
		want     string
		failed   []bool
	}{
		{"one by one", []int{0, 0, 1, 1}, false, "c", []bool{false, false}},
		{"update lost", []int{0, 1, 1, 0}, false, "b", []bool{false, false}},
		{"first commits first", []int{0, 1, 0, 1}, true, "b", []bool{false, true}},
		{"second commits first", []int{0, 1, 1, 0}, true, "b", []bool{true, false}},
		{"rest runs by turns", nil, true, "b", []bool{false, true}},
		{"the ended are passed over", []int{1, 1, 1, 1, 0}, true, "c", []bool{false, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newMemory()
			first := store.Commit{Token: "t", Writes: []store.Write{{Key: key, Value: []byte("a")}}}
			require.NoError(t, s.Commit(t.Context(), first))
			var errs [2]error
			storetest.Interleave(s, tt.schedule,
				func(s store.Store) { increment(t.Context(), s, tt.heed, &errs[0]) },
				func(s store.Store) { increment(t.Context(), s, tt.heed, &errs[1]) })
			item, err := s.Get(t.Context(), key)
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(item.Value))
			assert.Equal(t, tt.failed, []bool{errs[0] != nil, errs[1] != nil})
		})
	}
}

// TestInterleave_Drawn: under any schedule a conditional writer that repeats loses nothing,
// and the same schedule gives the same history.
func TestInterleave_Drawn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		schedule := rapid.SliceOfN(rapid.IntRange(0, 2), 0, 20).Draw(t, "schedule")
		first, second := history(t, schedule), history(t, schedule)
		require.Equal(t, first, second)
	})
}

// history lets three writers scan and then append their number until it is in, and returns
// the numbers in the order in which they came.
func history(t *rapid.T, schedule []int) string {
	s := newMemory()
	writer := func(i int) func(store.Store) {
		return func(s store.Store) {
			for try := 0; ; try++ {
				page, err := s.Scan(t.Context(), store.Query{Partition: "p"})
				require.NoError(t, err)
				w := store.Write{Key: key, Value: fmt.Append(nil, i)}
				if len(page.Items) == 0 {
					w.If.Absent = true
				} else {
					w.If.Version = page.Items[0].Version
					w.Value = fmt.Append(page.Items[0].Value, i)
				}
				token := fmt.Sprintf("%d-%d", i, try)
				c := store.Commit{Token: token, Writes: []store.Write{w}}
				if s.Commit(t.Context(), c) == nil {
					return
				}
			}
		}
	}
	storetest.Interleave(s, schedule, writer(0), writer(1), writer(2))
	item, err := s.Get(t.Context(), key)
	require.NoError(t, err)
	require.Len(t, item.Value, 3)
	return string(item.Value)
}
