package build_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/dir"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// bureau is a register with its publisher and its readers, on a clock that the test moves.
type bureau struct {
	t     *testing.T
	clock *storetest.Clock
	log   *revision.Log
	blobs *dir.Store
	pub   *build.Publisher
	read  *snapshot.Reader
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{t: t, clock: storetest.NewClock(time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC))}
	st := storetest.NewMemory(b.clock.Now)
	b.log = revision.New(st, registry.Load(), b.clock.Now, rand.NewChaCha8([32]byte{1}))
	blobs, err := dir.Open(t.TempDir(), dir.WithoutSync)
	require.NoError(t, err)
	b.blobs = blobs
	b.pub = b.publisher(blobs)
	b.read = snapshot.NewReader(blobs, registry.Load(), b.clock.Now, 0)
	return b
}

func (b *bureau) publisher(blobs blob.Store) *build.Publisher {
	return &build.Publisher{
		Log: b.log, Blobs: blobs, Schema: registry.Load(), Now: b.clock.Now, Build: "test",
		Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	}
}

func producerRow(p registry.Producer) *revision.Version {
	def := registry.Load().Def(registry.Producers)
	return revision.Row(def.Encode(dataset.Pack(def, &p)))
}

// set records what producers are called from now on; "" withdraws one.
func (b *bureau) set(confirmed bool, names map[string]string) revision.Record {
	b.t.Helper()
	s, err := b.pub.State(b.t.Context())
	require.NoError(b.t, err)
	cs := revision.ChangeSet{Author: "test", Confirmed: confirmed}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		name := names[id]
		c := revision.Change{Dataset: registry.Producers, ID: id}
		if e, ok := s.Entry(registry.Producers, id); ok {
			before := e.Version
			c.Before = &before
		}
		c.After = producerRow(registry.Producer{ID: id, Name: name})
		if name == "" {
			c.After = revision.Ended(c.Before, revision.Withdrawn, calendar.DateOf(b.clock.Now()), "")
		}
		cs.Changes = append(cs.Changes, c)
	}
	rec, err := b.log.Commit(b.t.Context(), s.Revision, cs)
	require.NoError(b.t, err)
	return rec
}

func (b *bureau) publish() build.Result {
	b.t.Helper()
	res, err := b.pub.Publish(b.t.Context(), false)
	require.NoError(b.t, err)
	return res
}

func (b *bureau) current() *snapshot.Snapshot {
	b.t.Helper()
	s, err := b.read.Current(b.t.Context())
	require.NoError(b.t, err)
	return s
}

func many(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[fmt.Sprintf("P%06d", i+1)] = fmt.Sprintf("演示第%d合作社", i+1)
	}
	return m
}

func TestPublish_EmptyRegister(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, err := b.read.Current(t.Context())
	require.True(t, fault.Is(err, fault.Unavailable), err)
	res := b.publish()
	assert.True(t, res.Changed)
	assert.Zero(t, b.current().Table(registry.Producers).Len())
}

func TestPublish_OldOrNewAndOnlyWhenSomethingChanged(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, many(3))
	first := b.publish()
	assert.Equal(t, 1, first.Revision)
	assert.Regexp(t, `^20261124-r000001-[0-9a-f]{8}$`, first.Snapshot)
	assert.False(t, b.publish().Changed, "nothing has changed")

	b.set(false, map[string]string{"P000002": "改名"})
	assert.Equal(t, first.Snapshot, b.current().Snapshot, "committed is not yet published")
	second := b.publish()
	s := b.current()
	assert.Equal(t, second.Snapshot, s.Snapshot)
	table := s.Table(registry.Producers)
	row, ok := table.Find("P000002")
	require.True(t, ok)
	assert.Equal(t, "改名", table.Def().Text(table.Row(row), "name"))

	old, err := b.read.ByID(t.Context(), first.Snapshot)
	require.NoError(t, err)
	row, _ = old.Table(registry.Producers).Find("P000002")
	assert.Equal(t, "演示第2合作社", table.Def().Text(old.Table(registry.Producers).Row(row), "name"))
}

func TestPublish_IsAPureFunctionOfLogAndDate(t *testing.T) {
	t.Parallel()
	files := func() map[string][]byte {
		b := newBureau(t)
		b.set(false, many(20))
		b.publish() // one of the two folds on from a snapshot …
		b.set(false, map[string]string{"P000004": "改名"})
		id := b.publish().Snapshot
		keys, err := b.blobs.List(t.Context(), "s/"+id+"/", "", 0)
		require.NoError(t, err)
		require.NotEmpty(t, keys)
		m := map[string][]byte{}
		for _, key := range keys {
			object, err := b.blobs.Get(t.Context(), key)
			require.NoError(t, err)
			m[key] = object.Body
		}
		return m
	}
	a, b := files(), files()
	require.Len(t, b, len(a))
	for key := range a {
		assert.True(t, bytes.Equal(a[key], b[key]), key)
	}
}

func TestPublish_ACertificateExpiresByDateAlone(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	def := registry.Load().Def(registry.Certificates)
	cert := registry.Certificate{
		ID: "C000001", Scheme: "green_food", Number: "LB-99-9901089999A", Product: "蓝莓",
		ValidTo: 20261124,
	}
	_, err := b.log.Commit(t.Context(), 0, revision.ChangeSet{Changes: []revision.Change{{
		Dataset: registry.Certificates, ID: "C000001",
		After: revision.Row(def.Encode(dataset.Pack(def, &cert))),
	}}})
	require.NoError(t, err)
	status := func() string {
		b.publish()
		table := b.current().Table(registry.Certificates)
		return def.Text(table.Row(0), "status")
	}
	assert.Equal(t, "expiring", status())
	b.clock.Advance(12 * time.Hour) // 00:00 in Shanghai
	assert.Equal(t, "expired", status())
	assert.Equal(t, 1, b.current().Revision, "no revision was needed")
}

func TestPublish_IsHeldWhenTooMuchWouldGo(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, many(20))
	b.publish()
	b.set(false, map[string]string{"P000001": "", "P000002": ""}) // a tenth is no more than a tenth
	b.publish()
	b.set(false, map[string]string{"P000003": "", "P000004": ""}) // two of eighteen is more
	_, err := b.pub.Publish(t.Context(), false)
	require.True(t, fault.Is(err, fault.Precondition), err)
	held, isHeld, err := b.read.Held(t.Context())
	require.NoError(t, err)
	require.True(t, isHeld)
	assert.Equal(t, []any{registry.Producers, 2, 18, 3},
		[]any{held.Dataset, held.Removed, held.Of, held.Revision})
	assert.Equal(t, 2, b.current().Revision, "readers still see the register before it")

	_, err = b.pub.Publish(t.Context(), true)
	require.NoError(t, err)
	assert.Equal(t, 3, b.current().Revision)
	_, isHeld, err = b.read.Held(t.Context())
	require.NoError(t, err)
	assert.False(t, isHeld)

	b.set(true, map[string]string{"P000005": "", "P000006": "", "P000007": ""})
	b.publish() // the revision itself was confirmed
}

func TestPublish_LimitedValuesAreInNoImmutableObject(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	s := registry.Load()
	scheme := registry.CreditScheme{
		ID: "S01", Name: "方案", AppliesTo: "producers", Levels: []string{"A", "D-adverse"},
		AdverseFrom: "D-adverse",
	}
	rating := registry.CreditRating{
		ID: "R000001", SubjectID: "P000001", SubjectName: "演示", SchemeID: "S01", Year: 2026,
		Level: "D-adverse", DisplayUntil: 20261201,
	}
	change := func(name, id string, row dataset.Row) revision.Change {
		return revision.Change{Dataset: name, ID: id, After: revision.Row(s.Def(name).Encode(row))}
	}
	_, err := b.log.Commit(t.Context(), 0, revision.ChangeSet{Changes: []revision.Change{
		change(registry.CreditSchemes, "S01", dataset.Pack(s.Def(registry.CreditSchemes), &scheme)),
		change(registry.CreditRatings, "R000001", dataset.Pack(s.Def(registry.CreditRatings), &rating)),
		{Dataset: registry.Producers, ID: "P000001", After: producerRow(registry.Producer{
			ID: "P000001", Name: "演示",
		})},
	}})
	require.NoError(t, err)
	tier := func(s *snapshot.Snapshot) string {
		table := s.Table(registry.Producers)
		return table.Def().Text(table.Row(0), "tier")
	}
	first := b.publish()
	assert.Equal(t, "D-adverse", tier(b.current()), "it may be shown today")
	pinned, err := b.read.ByID(t.Context(), first.Snapshot)
	require.NoError(t, err)
	assert.Equal(t, "withheld", tier(pinned))
	res := b.current().Table(registry.Producers).Search(searchTier("D-adverse"))
	assert.Equal(t, 1, res.Total, "it can be filtered by")

	b.clock.Advance(10 * 24 * time.Hour) // its display has ended
	second := b.publish()
	assert.Equal(t, "withheld", tier(b.current()))
	for _, id := range []string{first.Snapshot, second.Snapshot} {
		keys, err := b.blobs.List(t.Context(), "s/"+id+"/", "", 0)
		require.NoError(t, err)
		for _, key := range keys {
			object, err := b.blobs.Get(t.Context(), key)
			require.NoError(t, err)
			if strings.Contains(key, "credit_schemes") || strings.HasSuffix(key, "rows") ||
				strings.HasSuffix(key, ".bin") {
				continue // the scheme itself names its levels; rows are looked into below
			}
			assert.NotContains(t, string(object.Body), "D-adverse", key)
		}
	}
	overlays, err := b.blobs.List(t.Context(), "overlay/", "", 0)
	require.NoError(t, err)
	assert.Empty(t, overlays, "what may not be shown any more is not kept")
	state, err := b.pub.State(t.Context())
	require.NoError(t, err)
	e, _ := state.Entry(registry.CreditRatings, "R000001")
	assert.Contains(t, string(e.Row), "D-adverse", "the log knows, and folding on loses nothing")
}

func searchTier(level string) search.Query {
	return search.Query{Sort: search.ByID, Limit: -1, Filters: []search.Filter{{
		Column: registry.Load().Def(registry.Producers).Index("tier"), Op: search.Eq,
		Values: []dataset.Value{dataset.TextValue(level)},
	}}}
}

func TestPublish_PrunesButKeepsTheLastOfADateWithARevision(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, many(1))
	b.publish()
	b.clock.Advance(time.Hour)
	b.set(false, map[string]string{"P000001": "乙"})
	last := b.publish()
	for range 9 { // nine dates without a revision
		b.clock.Advance(24 * time.Hour)
		b.publish()
	}
	ids, err := snapshot.List(t.Context(), b.blobs)
	require.NoError(t, err)
	assert.Len(t, ids, 9, "seven days and today, and the last of the first date")
	assert.Equal(t, last.Snapshot, ids[0])
	_, err = b.read.ByID(t.Context(), "20261124-r000001-00000000")
	assert.True(t, fault.Is(err, fault.Gone), err)
	_, err = b.read.ByID(t.Context(), "latest")
	assert.True(t, fault.Is(err, fault.Invalid), err)
}

func TestPublish_ARedactionTakesOlderSnapshotsAlong(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, map[string]string{"P000001": "秘密", "P000002": "公开"})
	b.publish()
	s, err := b.pub.State(t.Context())
	require.NoError(t, err)
	_, err = b.log.Redact(t.Context(), s,
		[]revision.Target{{Dataset: registry.Producers, ID: "P000001"}}, "test", "删除")
	require.NoError(t, err)
	b.publish()
	ids, err := snapshot.List(t.Context(), b.blobs)
	require.NoError(t, err)
	assert.Len(t, ids, 1)
	assert.True(t, b.current().IsGone("P000001"))
	assert.False(t, b.current().IsGone("P000002"))
	keys, err := b.blobs.List(t.Context(), "", "", 0)
	require.NoError(t, err)
	for _, key := range keys {
		object, err := b.blobs.Get(t.Context(), key)
		require.NoError(t, err)
		assert.NotContains(t, string(object.Body), "秘密", key)
	}
}

func TestReader_AsOf(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, many(1))
	first := b.publish()
	b.clock.Advance(48 * time.Hour)
	b.set(false, many(2))
	second := b.publish()
	for date, want := range map[calendar.Date]string{
		20261124: first.Snapshot, 20261125: first.Snapshot, 20261126: second.Snapshot,
		20300101: second.Snapshot,
	} {
		s, err := b.read.AsOf(t.Context(), date)
		require.NoError(t, err)
		assert.Equal(t, want, s.Snapshot, date)
	}
	_, err := b.read.AsOf(t.Context(), 20261123)
	assert.True(t, fault.Is(err, fault.NotFound), err)
	assert.ErrorContains(t, err, "2026-11-24", "it says when the first is")
}

// failing fails the n-th write, as a process that is killed there would leave things.
type failing struct {
	blob.Store
	left int
}

func (f *failing) Put(ctx context.Context, key string, body []byte, c blob.Condition) (string, error) {
	if f.left--; f.left < 0 {
		return "", fmt.Errorf("killed")
	}
	return f.Store.Put(ctx, key, body, c)
}

func TestPublish_KilledAtAnyWriteLeavesTheOldOrTheNew(t *testing.T) {
	t.Parallel()
	for n := 0; ; n++ {
		b := newBureau(t)
		b.set(false, many(3))
		first := b.publish()
		b.set(false, map[string]string{"P000001": "新"})
		_, err := b.publisher(&failing{Store: b.blobs, left: n}).Publish(t.Context(), false)
		s := b.current()
		if err == nil {
			assert.NotEqual(t, first.Snapshot, s.Snapshot)
			assert.Greater(t, n, 20, "every object is a write")
			return
		}
		assert.Equal(t, first.Snapshot, s.Snapshot, "write %d", n)
		res := b.publish()
		assert.Equal(t, res.Snapshot, b.current().Snapshot, "the next one completes it")
	}
}

func TestReader_ServesTheLastGoodSnapshotForADay(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, many(1))
	b.publish()
	broken := &breakable{Store: b.blobs}
	r := snapshot.NewReader(broken, registry.Load(), b.clock.Now, time.Second)
	_, err := r.Current(t.Context())
	require.NoError(t, err)
	broken.broken = true
	b.clock.Advance(23 * time.Hour)
	_, err = r.Current(t.Context())
	require.NoError(t, err)
	b.clock.Advance(2 * time.Hour)
	_, err = r.Current(t.Context())
	assert.True(t, fault.Is(err, fault.Unavailable), err)
}

type breakable struct {
	blob.Store
	broken bool
}

func (b *breakable) Get(ctx context.Context, key string) (blob.Object, error) {
	if b.broken {
		return blob.Object{}, fmt.Errorf("no route to host")
	}
	return b.Store.Get(ctx, key)
}

func TestFile_OnlyWhatPeopleMayTake(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.set(false, many(2))
	id := b.publish().Snapshot
	for name, want := range map[string]bool{
		"producers.csv": true, "producers.ndjson": true, "manifest.json": true,
		"rows": false, "index.bin": false, "nothing": false,
	} {
		object, err := b.read.File(t.Context(), id, name)
		assert.Equal(t, want, err == nil, name)
		if err != nil {
			assert.True(t, fault.Is(err, fault.NotFound), name)
		}
		if name == "manifest.json" {
			var m snapshot.Manifest
			require.NoError(t, json.Unmarshal(object.Body, &m))
			assert.Equal(t, 2, m.Rows[registry.Producers])
		}
	}
}
