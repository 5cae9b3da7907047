package revision_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

var epoch = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// open returns a log in a store, with randomness that a seed decides and no waiting.
func open(st store.Store, now func() time.Time, seed byte) *revision.Log {
	l := revision.New(st, registry.Load(), now, rand.NewChaCha8([32]byte{seed}))
	l.Backoff.Attempts = 60
	l.Backoff.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return l
}

func memory(t require.TestingT) (*revision.Log, store.Store, *storetest.Clock) {
	clock := storetest.NewClock(epoch)
	st := storetest.NewMemory(clock.Now)
	return open(st, clock.Now, 1), st, clock
}

func row(id, name string) *revision.Version {
	def := registry.Load().Def(registry.Producers)
	return revision.Row(def.Encode(dataset.Pack(def, &registry.Producer{ID: id, Name: name})))
}

// put returns the change that gives a producer a name, from whatever s says of it.
func put(s *revision.State, id, name string) revision.Change {
	c := revision.Change{Dataset: registry.Producers, ID: id, After: row(id, name)}
	if e, ok := s.Entry(registry.Producers, id); ok {
		before := e.Version
		c.Before = &before
	}
	return c
}

func end(s *revision.State, id string, how revision.End) revision.Change {
	e, _ := s.Entry(registry.Producers, id)
	before := e.Version
	return revision.Change{
		Dataset: registry.Producers, ID: id, Before: &before,
		After: revision.Ended(&before, how, calendar.DateOf(epoch), "test"),
	}
}

func commit(t require.TestingT, l *revision.Log, changes ...revision.Change) *revision.State {
	ctx := context.Background()
	head, err := l.Head(ctx)
	require.NoError(t, err)
	_, err = l.Commit(ctx, head, revision.ChangeSet{Changes: changes, Author: "test"})
	require.NoError(t, err)
	return fold(t, l)
}

func fold(t require.TestingT, l *revision.Log) *revision.State {
	ctx := context.Background()
	head, err := l.Head(ctx)
	require.NoError(t, err)
	s, err := l.Fold(ctx, nil, head)
	require.NoError(t, err)
	return s
}

func names(t require.TestingT, s *revision.State) map[string]string {
	rows, err := s.Rows(registry.Load())
	require.NoError(t, err)
	def := registry.Load().Def(registry.Producers)
	m := map[string]string{}
	for _, r := range rows[registry.Producers] {
		m[r.ID()] = def.Text(r, "name") + def.Text(r, "withdrawn_on")
	}
	return m
}

func TestLog_LifeOfARow(t *testing.T) {
	t.Parallel()
	l, _, clock := memory(t)
	s := commit(t, l, put(revision.NewState(), "P000001", "甲"), put(revision.NewState(), "P000002", "乙"))
	assert.Equal(t, map[string]string{"P000001": "甲", "P000002": "乙"}, names(t, s))

	clock.Advance(24 * time.Hour)
	s = commit(t, l, put(s, "P000001", "甲二"), end(s, "P000002", revision.Withdrawn))
	assert.Equal(t, map[string]string{"P000001": "甲二", "P000002": "乙2026-11-24"}, names(t, s),
		"a withdrawn row still answers, with its end")
	assert.Equal(t, 1, s.Listed(registry.Producers))
	e, _ := s.Entry(registry.Producers, "P000001")
	assert.Equal(t, []any{2, "2026-11-25"}, []any{e.Revision, e.Updated.String()})

	s = commit(t, l, end(s, "P000001", revision.Erased), put(s, "P000002", "乙"))
	assert.Equal(t, map[string]string{"P000002": "乙"}, names(t, s))
	assert.Equal(t, map[string][]string{registry.Producers: {"P000001"}}, s.Gone())
	assert.Equal(t, 2, s.Highest(registry.Producers), "ids are never used again")

	records, err := l.Records(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, records, 3)
	assert.Equal(t, revision.Ops{revision.OpNew: 2}, records[0].Counts[registry.Producers])
	assert.Equal(t, revision.Ops{revision.OpChange: 1, revision.OpWithdraw: 1},
		records[1].Counts[registry.Producers])
	assert.Equal(t, revision.Ops{revision.OpErase: 1, revision.OpRevive: 1},
		records[2].Counts[registry.Producers])
	assert.Equal(t, 1, records[1].Counts[registry.Producers].Removed())
	require.NoError(t, l.Verify(t.Context()))

	old, err := l.Fold(t.Context(), nil, 1)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"P000001": "甲", "P000002": "乙"}, names(t, old))
}

func TestLog_RefusesAnEmptyChangeSetAndAMissingRevision(t *testing.T) {
	t.Parallel()
	l, _, _ := memory(t)
	_, err := l.Commit(t.Context(), 0, revision.ChangeSet{})
	assert.True(t, fault.Is(err, fault.Invalid), err)
	_, err = l.Record(t.Context(), 7)
	assert.True(t, fault.Is(err, fault.NotFound), err)
}

func TestLog_SecondWriterMustLookAgain(t *testing.T) {
	t.Parallel()
	l, _, _ := memory(t)
	s := revision.NewState()
	commit(t, l, put(s, "P000001", "甲"))
	_, err := l.Commit(t.Context(), 0, revision.ChangeSet{Changes: []revision.Change{put(s, "P000002", "乙")}})
	assert.True(t, fault.Is(err, fault.Conflict), err)
	assert.Equal(t, map[string]string{"P000001": "甲"}, names(t, fold(t, l)))
}

// However two writers are interleaved, call by call, one of them wins whole, and the other changes
// nothing.
func TestLog_TwoWritersInterleaved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clock := storetest.NewClock(epoch)
		st := storetest.NewMemory(clock.Now)
		schedule := rapid.SliceOfN(rapid.IntRange(0, 1), 0, 30).Draw(t, "schedule")
		won := make([]bool, 2)
		writer := func(i int) func(store.Store) {
			return func(view store.Store) {
				l := open(view, clock.Now, byte(i+1))
				cs := revision.ChangeSet{Changes: []revision.Change{
					put(revision.NewState(), fmt.Sprintf("P00000%d", i), fmt.Sprint(i)),
				}}
				_, err := l.Commit(context.Background(), 0, cs)
				won[i] = err == nil
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Errorf("writer %d: %v", i, err)
				}
			}
		}
		storetest.Interleave(st, schedule, writer(0), writer(1))
		l := open(st, clock.Now, 9)
		if won[0] == won[1] {
			t.Fatalf("won: %v", won)
		}
		winner := "0"
		if won[1] {
			winner = "1"
		}
		require.Equal(t, map[string]string{"P00000" + winner: winner}, names(t, fold(t, l)))
		require.NoError(t, l.Verify(context.Background()))

		clock.Advance(25 * time.Hour)
		_, err := l.Sweep(context.Background())
		require.NoError(t, err)
		require.Equal(t, map[string]string{"P00000" + winner: winner}, names(t, fold(t, l)))
		swept, err := l.Sweep(context.Background())
		require.NoError(t, err)
		require.Zero(t, swept, "nothing is swept twice")
	})
}

func TestLog_OnAFlakyStore(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(epoch)
	st := storetest.NewMemory(clock.Now)
	flaky := storetest.NewFlaky(st, 0.3, 0.2, rand.New(rand.NewPCG(1, 2)))
	l := open(flaky, clock.Now, 1)
	s := revision.NewState()
	for i := range 60 {
		s = commit(t, l, put(s, fmt.Sprintf("P%06d", i%7), fmt.Sprint(i)))
	}
	head, err := l.Head(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 60, head, "a commit whose reply is lost is applied once")
	require.NoError(t, l.Verify(t.Context()))
}

func TestSweep_LeavesNamedAndYoungStages(t *testing.T) {
	t.Parallel()
	l, st, clock := memory(t)
	commit(t, l, put(revision.NewState(), "P000001", "甲"))
	_, err := l.Commit(t.Context(), 0, revision.ChangeSet{}) // refused before it stages anything
	require.Error(t, err)

	// A writer that died: it staged, and never came to its last commit.
	dying := &dyingStore{Store: st, left: 2}
	_, err = open(dying, clock.Now, 5).Commit(t.Context(), 1, revision.ChangeSet{
		Changes: []revision.Change{put(revision.NewState(), "P000002", "乙")},
	})
	require.ErrorContains(t, err, "died")
	swept, err := l.Sweep(t.Context())
	require.NoError(t, err)
	assert.Zero(t, swept, "it may still be alive")
	clock.Advance(25 * time.Hour)
	swept, err = l.Sweep(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, swept)
	assert.Equal(t, map[string]string{"P000001": "甲"}, names(t, fold(t, l)))
}

// dyingStore fails every commit after the first few.
type dyingStore struct {
	store.Store
	left int
}

func (d *dyingStore) Commit(ctx context.Context, c store.Commit) error {
	if d.left == 0 {
		return fmt.Errorf("died")
	}
	d.left--
	return d.Store.Commit(ctx, c)
}

func TestLog_LargeChangeSet(t *testing.T) {
	t.Parallel()
	l, _, _ := memory(t)
	random := rand.New(rand.NewPCG(3, 4))
	s := revision.NewState()
	var changes []revision.Change
	for i := range 3000 { // names that do not compress: several chunks of 256 KiB
		var b strings.Builder
		for range 300 {
			b.WriteRune(rune(0x4e00 + random.IntN(20000)))
		}
		changes = append(changes, put(s, fmt.Sprintf("P%06d", i), b.String()))
	}
	s = commit(t, l, changes...)
	assert.Equal(t, 3000, s.Listed(registry.Producers))
	rec, err := l.Record(t.Context(), 1)
	require.NoError(t, err)
	assert.Greater(t, rec.Chunks, 3)
	require.NoError(t, l.Verify(t.Context()))
}

func TestPrivateKeys(t *testing.T) {
	t.Parallel()
	l, _, _ := memory(t)
	hash, err := l.Hasher(t.Context())
	require.NoError(t, err)
	again, err := l.Hasher(t.Context())
	require.NoError(t, err)
	assert.Equal(t, hash("种植户甲"), again("种植户甲"))
	assert.NotEqual(t, hash("种植户甲"), hash("种植户乙"))
	_, err = l.Commit(t.Context(), 0, revision.ChangeSet{
		Changes: []revision.Change{put(revision.NewState(), "P000001", "种**")},
		Keys:    []revision.PrivateKey{{Key: hash("种植户甲"), ID: "P000001"}},
	})
	require.NoError(t, err)
	keys, err := l.PrivateKeys(t.Context())
	require.NoError(t, err)
	assert.Equal(t, map[string]string{hash("种植户甲"): "P000001"}, keys)
}

func TestUndo(t *testing.T) {
	t.Parallel()
	l, _, _ := memory(t)
	s := commit(t, l, put(revision.NewState(), "P000001", "甲"), put(revision.NewState(), "P000002", "乙"))
	s = commit(t, l, put(s, "P000001", "甲二"), end(s, "P000002", revision.Withdrawn),
		put(s, "P000003", "丙"))
	s = commit(t, l, put(s, "P000003", "丙二"))

	cs, left, err := l.Undo(t.Context(), s, 2, false)
	require.NoError(t, err)
	assert.Equal(t, []revision.Target{{Dataset: registry.Producers, ID: "P000003"}}, left,
		"what a later revision changed is left alone")
	assert.True(t, cs.Confirmed)
	rec, err := l.Commit(t.Context(), 3, cs)
	require.NoError(t, err)
	assert.Equal(t, 2, rec.Undoes)
	s = fold(t, l)
	assert.Equal(t, map[string]string{"P000001": "甲", "P000002": "乙", "P000003": "丙二"}, names(t, s))

	cs, left, err = l.Undo(t.Context(), s, 2, true)
	require.NoError(t, err)
	assert.Empty(t, left)
	_, err = l.Commit(t.Context(), 4, cs)
	require.NoError(t, err)
	s = fold(t, l)
	assert.Equal(t, map[string]string{"P000001": "甲", "P000002": "乙"}, names(t, s))
	assert.Equal(t, []string{"P000003"}, s.Gone()[registry.Producers],
		"a row that an undone revision made was entered in error")

	_, _, err = l.Undo(t.Context(), s, 99, false)
	assert.True(t, fault.Is(err, fault.NotFound), err)
}

func TestRedact(t *testing.T) {
	t.Parallel()
	l, st, clock := memory(t)
	hash, err := l.Hasher(t.Context())
	require.NoError(t, err)
	_, err = l.Commit(t.Context(), 0, revision.ChangeSet{
		Changes: []revision.Change{
			put(revision.NewState(), "P000001", "秘密"), put(revision.NewState(), "P000002", "公开"),
		},
		Keys: []revision.PrivateKey{{Key: hash("秘密"), ID: "P000001"}, {Key: hash("公开"), ID: "P000002"}},
	})
	require.NoError(t, err)
	s := commit(t, l, put(fold(t, l), "P000001", "秘密二"))
	before, err := l.Record(t.Context(), 2)
	require.NoError(t, err)

	target := []revision.Target{{Dataset: registry.Producers, ID: "P000001"}}
	// The process dies between the revision and the rewriting of older chunks.
	dying := &dyingStore{Store: st, left: 3}
	_, err = open(dying, clock.Now, 7).Redact(t.Context(), s, target, "test", "个人信息删除")
	require.ErrorContains(t, err, "died")
	require.NoError(t, l.Complete(t.Context()))
	require.NoError(t, l.Complete(t.Context()), "completing again does nothing")

	for n := 1; n <= 3; n++ {
		changes, err := l.Changes(t.Context(), n)
		require.NoError(t, err)
		data, err := json.Marshal(changes)
		require.NoError(t, err)
		assert.NotContains(t, string(data), "秘密")
	}
	require.NoError(t, l.Verify(t.Context()), "the rest of the log still proves")
	after, err := l.Record(t.Context(), 2)
	require.NoError(t, err)
	assert.Equal(t, before.Digest, after.Digest)
	keys, err := l.PrivateKeys(t.Context())
	require.NoError(t, err)
	assert.NotContains(t, keys, hash("秘密"))
	assert.Contains(t, keys, hash("公开"))

	s = fold(t, l)
	assert.Equal(t, map[string]string{"P000002": "公开"}, names(t, s))
	assert.Equal(t, []string{"P000001"}, s.Gone()[registry.Producers])
	newest, err := l.Redacted(t.Context(), 0)
	require.NoError(t, err)
	assert.Equal(t, 3, newest)
	_, _, err = l.Undo(t.Context(), s, 3, true)
	assert.True(t, fault.Is(err, fault.Invalid), err)
	_, left, err := l.Undo(t.Context(), s, 2, true)
	require.NoError(t, err)
	assert.Equal(t, target, left, "an undo brings nothing back that was redacted")
}

func TestVerify_FindsWhatWasChangedBehindTheLog(t *testing.T) {
	t.Parallel()
	l, st, _ := memory(t)
	s := commit(t, l, put(revision.NewState(), "P000001", "甲"))
	commit(t, l, put(s, "P000001", "乙"))
	rec, err := l.Record(t.Context(), 1)
	require.NoError(t, err)
	other, err := l.Record(t.Context(), 2)
	require.NoError(t, err)
	page, err := st.Scan(t.Context(), store.Query{Partition: "stage/" + other.Stage})
	require.NoError(t, err)
	require.NoError(t, st.Commit(t.Context(), store.Commit{Token: "forge", Writes: []store.Write{{
		Key:   store.Key{Partition: "stage/" + rec.Stage, Sort: page.Items[0].Sort},
		Value: page.Items[0].Value,
	}}}))
	assert.ErrorContains(t, l.Verify(t.Context()), "revision 1")
}

// A fold that starts from an encoded state, whatever was left out of it, is the fold from nothing.
func TestFold_FromAStateIsTheFoldFromNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, _, clock := memory(t)
		s := revision.NewState()
		revisions := rapid.IntRange(1, 6).Draw(t, "revisions")
		for range revisions {
			clock.Advance(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			var changes []revision.Change
			for i := range 4 {
				id := fmt.Sprintf("P%06d", i)
				e, known := s.Entry(registry.Producers, id)
				switch what := rapid.IntRange(0, 4).Draw(t, "what"); {
				case what == 0 && known && e.End == revision.Listed:
					changes = append(changes, end(s, id, revision.Withdrawn))
				case what == 1 && known && e.End == revision.Listed:
					changes = append(changes, end(s, id, revision.Erased))
				case what >= 2:
					changes = append(changes, put(s, id, rapid.StringN(0, 4, -1).Draw(t, "name")))
				}
			}
			if len(changes) > 0 {
				s = commit(t, l, changes...)
			}
		}
		at := rapid.IntRange(0, s.Revision).Draw(t, "start")
		start, err := l.Fold(context.Background(), nil, at)
		require.NoError(t, err)
		limited := map[revision.Target]bool{}
		for _, id := range start.IDs(registry.Producers) {
			if rapid.Bool().Draw(t, "limited") {
				limited[revision.Target{Dataset: registry.Producers, ID: id}] = true
			}
		}
		data, err := start.Encode(limited)
		require.NoError(t, err)
		decoded, err := revision.DecodeState(data)
		require.NoError(t, err)
		folded, err := l.Fold(context.Background(), decoded, s.Revision)
		require.NoError(t, err)
		want, err := s.Encode(nil)
		require.NoError(t, err)
		got, err := folded.Encode(nil)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestEncode_LeavesLimitedValuesOut(t *testing.T) {
	t.Parallel()
	l, _, _ := memory(t)
	s := commit(t, l, put(revision.NewState(), "P000001", "甲"))
	data, err := s.Encode(map[revision.Target]bool{{Dataset: registry.Producers, ID: "P000001"}: true})
	require.NoError(t, err)
	decoded, err := revision.DecodeState(data)
	require.NoError(t, err)
	e, ok := decoded.Entry(registry.Producers, "P000001")
	require.True(t, ok)
	assert.Empty(t, e.Row)
	_, err = revision.DecodeState([]byte("not zstd"))
	assert.Error(t, err)
}
