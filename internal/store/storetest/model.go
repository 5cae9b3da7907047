package storetest

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// testModel drives the store and a map through the same random calls: commits of every
// kind, repeated commits, reads, and a clock that moves. The map decides by the words of
// the contract and shares no code with a driver. Each run has two partitions of its own,
// so that one store serves all.
func testModel(t *testing.T, s *subject) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &model{
			subject: s,
			items:   make(map[store.Key]modelItem),
			seen:    make(map[store.Key]map[string]bool),
		}
		for _, name := range []string{"a", "b"} {
			m.partitions = append(m.partitions, name+strconv.Itoa(run))
		}
		rt.Repeat(map[string]func(*rapid.T){
			"commit":  m.commit,
			"repeat":  m.repeat,
			"get":     m.readOne,
			"scan":    m.readSome,
			"advance": m.advance,
			"":        m.agree,
		})
	})
}

// model is what the store must look like.
type model struct {
	*subject
	partitions []string
	items      map[store.Key]modelItem
	seen       map[store.Key]map[string]bool // versions that each key has had
	last       *store.Commit                 // the last that was applied
	lastAt     time.Time
}

type modelItem struct {
	counts  bool
	value   string
	counter int64
	expires time.Time
	version string // learnt from the store after the commit
}

func (m *model) anyKey(t *rapid.T) store.Key {
	return store.Key{
		Partition: rapid.SampledFrom(m.partitions).Draw(t, "partition"),
		Sort:      rapid.SampledFrom([]string{"\x00", "a", "a\x00", "b", "\xff"}).Draw(t, "sort"),
	}
}

// find returns the item at k if there is one that has not expired.
func (m *model) find(k store.Key) (modelItem, bool) {
	item, ok := m.items[k]
	if ok && !item.expires.IsZero() && !m.clock.Now().Before(item.expires) {
		return modelItem{}, false
	}
	return item, ok
}

func (m *model) anyWrite(t *rapid.T, k store.Key) store.Write {
	w := store.Write{Key: k}
	w.Op = rapid.SampledFrom([]store.Op{
		store.OpPut, store.OpDelete, store.OpCheck, store.OpAdd, store.OpAdd,
	}).Draw(t, "op")
	switch w.Op {
	case store.OpPut:
		w.Value = rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "value")
	case store.OpAdd:
		w.Delta = rapid.SampledFrom([]int64{-3, -1, 1, 2, 3}).Draw(t, "delta")
		w.Cap = rapid.Int64Range(0, 5).Draw(t, "cap")
	}
	if (w.Op == store.OpPut || w.Op == store.OpAdd) && rapid.Bool().Draw(t, "expires") {
		seconds := rapid.IntRange(-1, 20).Draw(t, "seconds")
		w.Expires = m.clock.Now().Add(time.Duration(seconds) * time.Second)
	}
	w.If = m.anyCondition(t, w)
	return w
}

func (m *model) anyCondition(t *rapid.T, w store.Write) store.Condition {
	known := slices.Sorted(maps.Keys(m.seen[w.Key]))
	if item, ok := m.find(w.Key); ok {
		known = append(known, item.version, item.version) // oftener than the past ones
	}
	kind := rapid.IntRange(0, 3).Draw(t, "condition")
	switch {
	case kind == 0 || kind < 3 && w.Op == store.OpCheck && len(known) == 0:
		return store.Condition{Absent: true}
	case (kind == 1 || w.Op == store.OpCheck) && len(known) > 0:
		return store.Condition{Version: rapid.SampledFrom(known).Draw(t, "version")}
	case w.Op == store.OpCheck:
		return store.Condition{Version: "never"}
	}
	return store.Condition{}
}

// decide returns the item that comes of a write, nil for none, and whether it is allowed.
func (m *model) decide(w store.Write) (*modelItem, bool) {
	old, there := m.find(w.Key)
	if w.If.Absent && there || w.If.Version != "" && (!there || old.version != w.If.Version) {
		return nil, false
	}
	switch w.Op {
	case store.OpPut:
		return &modelItem{value: string(w.Value), expires: w.Expires}, true
	case store.OpAdd:
		sum := old.counter + w.Delta
		if there && !old.counts || w.Delta > 0 && sum > w.Cap || w.Delta < 0 && sum < 0 {
			return nil, false
		}
		return &modelItem{counts: true, counter: sum, expires: w.Expires}, true
	case store.OpCheck:
		return &old, true
	default:
		return nil, true
	}
}

func (m *model) commit(t *rapid.T) {
	c := store.Commit{Token: rand.Text()}
	keys := rapid.SliceOfNDistinct(rapid.Custom(m.anyKey), 1, 4, rapid.ID[store.Key])
	var failed []int
	next := make(map[store.Key]*modelItem)
	for i, k := range keys.Draw(t, "keys") {
		w := m.anyWrite(t, k)
		c.Writes = append(c.Writes, w)
		item, ok := m.decide(w)
		if !ok {
			failed = append(failed, i)
		}
		if w.Op != store.OpCheck {
			next[k] = item
		}
	}
	err := m.Commit(t.Context(), c)
	if failed != nil {
		var condition *store.ConditionError
		require.ErrorAs(t, err, &condition)
		require.Equal(t, failed, condition.Failed)
		return
	}
	require.NoError(t, err)
	m.last, m.lastAt = &c, m.clock.Now()
	for k, item := range next {
		m.replace(t, k, item)
	}
}

// replace sets the item at k and learns its version, which must be a new one.
func (m *model) replace(t *rapid.T, k store.Key, item *modelItem) {
	delete(m.items, k)
	if item == nil {
		return
	}
	m.items[k] = *item
	if _, there := m.find(k); !there {
		return // it was put with an expiry in the past
	}
	item.version = m.get(t, k).Version
	require.NotEmpty(t, item.version)
	if m.seen[k] == nil {
		m.seen[k] = make(map[string]bool)
	}
	require.False(t, m.seen[k][item.version], "version %q came back", item.version)
	m.seen[k][item.version] = true
	m.items[k] = *item
}

// repeat commits again what was applied within the last ten minutes: nothing changes.
func (m *model) repeat(t *rapid.T) {
	if m.last == nil || m.clock.Now().Sub(m.lastAt) >= 10*time.Minute {
		return
	}
	require.NoError(t, m.Commit(t.Context(), *m.last))
}

func (m *model) advance(t *rapid.T) {
	seconds := rapid.SampledFrom([]int{0, 1, 2, 10, 300}).Draw(t, "seconds")
	m.clock.Advance(time.Duration(seconds)*time.Second + time.Millisecond)
}

func (m *model) readOne(t *rapid.T) {
	k := m.anyKey(t)
	want, there := m.find(k)
	if !there {
		m.absent(t, k)
		return
	}
	requireItem(t, k, want, m.get(t, k))
}

func (m *model) readSome(t *rapid.T) {
	bound := rapid.SampledFrom([]string{"", "\x00", "a", "a\x00", "ab", "b", "\xff", "\xff\xff"})
	m.compare(t, store.Query{
		Partition: rapid.SampledFrom(m.partitions).Draw(t, "partition"),
		From:      bound.Draw(t, "from"),
		To:        bound.Draw(t, "to"),
		Reverse:   rapid.Bool().Draw(t, "reverse"),
		Limit:     rapid.IntRange(0, 4).Draw(t, "limit"),
	})
}

func (m *model) agree(t *rapid.T) {
	for _, partition := range m.partitions {
		m.compare(t, store.Query{Partition: partition})
	}
}

func (m *model) compare(t *rapid.T, q store.Query) {
	var want []store.Key
	for k := range m.items {
		_, there := m.find(k)
		if there && k.Partition == q.Partition && k.Sort >= q.From && (q.To == "" || k.Sort < q.To) {
			want = append(want, k)
		}
	}
	slices.SortFunc(want, func(a, b store.Key) int { return cmp.Compare(a.Sort, b.Sort) })
	if q.Reverse {
		slices.Reverse(want)
	}
	got := m.pages(t, q)
	require.Len(t, got, len(want))
	for i, k := range want {
		requireItem(t, k, m.items[k], got[i])
	}
}

func requireItem(t *rapid.T, k store.Key, want modelItem, got store.Item) {
	require.Equal(t, k, got.Key)
	require.Equal(t, want.counts, got.Value == nil)
	require.Equal(t, want.value, string(got.Value))
	require.Equal(t, want.counter, got.Counter)
	require.Equal(t, want.version, got.Version)
	require.Equal(t, want.expires.IsZero(), got.Expires.IsZero())
	require.Equal(t, want.expires.Unix(), got.Expires.Unix())
}
