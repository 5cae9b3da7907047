package storetest

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// testSizes: everything at its limit is kept as it is. One step over is in testInvalid.
func testSizes(t *testing.T, s *subject) {
	widest := store.Key{Partition: strings.Repeat("p", store.MaxPartition), Sort: "s"}
	longest := key(strings.Repeat("\xff", store.MaxKey-1))
	biggest := key("biggest")
	value := strings.Repeat("v", store.MaxItem-len("p")-len("biggest"))
	s.must(t, put(widest, "x"), put(longest, "y"), put(biggest, value))
	assert.Equal(t, "x", string(s.get(t, widest).Value))
	assert.Equal(t, "y", string(s.get(t, longest).Value))
	require.Equal(t, value, string(s.get(t, biggest).Value))
	after := store.Page{More: true, Last: longest.Sort}
	assert.Empty(t, s.scan(t, store.Query{Partition: "p"}.After(after)))

	s.must(t, many(store.MaxCommit, 0)...)
	s.must(t, many(10, store.MaxCommitBytes/10)...)
	assert.Len(t, s.scan(t, store.Query{Partition: "many"}), store.MaxCommit)
}

// many returns n puts of which each counts size bytes, if that is more than its key.
func many(n, size int) []store.Write {
	writes := make([]store.Write, n)
	for i := range writes {
		k := store.Key{Partition: "many", Sort: fmt.Sprintf("%03d", i)}
		writes[i] = put(k, strings.Repeat("v", max(0, size-len(k.Partition)-len(k.Sort))))
	}
	return writes
}

func testInvalid(t *testing.T, s *subject) {
	tests := []struct {
		name   string
		token  string
		writes []store.Write
	}{
		{"no token", "", []store.Write{put(key("a"), "x")}},
		{"long token", strings.Repeat("t", store.MaxToken+1), []store.Write{put(key("a"), "x")}},
		{"token in Chinese", "明田", []store.Write{put(key("a"), "x")}},
		{"no writes", "t", nil},
		{"too many writes", "t", many(store.MaxCommit+1, 0)},
		{"too many bytes", "t", append(many(10, store.MaxCommitBytes/10), put(key("a"), ""))},
		{"item too large", "t", many(1, store.MaxItem+1)},
		{"key twice", "t", []store.Write{put(key("a"), "x"), put(key("b"), "x"), remove(key("a"))}},
		{"empty partition", "t", []store.Write{put(store.Key{Sort: "a"}, "x")}},
		{"partition in Chinese", "t", []store.Write{put(store.Key{Partition: "田", Sort: "a"}, "")}},
		{"empty sort key", "t", []store.Write{put(store.Key{Partition: "p"}, "x")}},
		{"long key", "t", []store.Write{put(key(strings.Repeat("k", store.MaxKey)), "x")}},
		{"two conditions", "t", []store.Write{ifVersion(ifAbsent(put(key("a"), "x")), "1")}},
		{"unconditional check", "t", []store.Write{check(key("a"))}},
		{"nothing to add", "t", []store.Write{add(key("a"), 0, 1)}},
	}
	for _, tt := range tests {
		err := s.Commit(t.Context(), store.Commit{Token: tt.token, Writes: tt.writes})
		assert.ErrorIs(t, err, store.ErrInvalid, tt.name)
	}
	assert.Empty(t, s.scan(t, store.Query{Partition: "p"}))
	assert.Empty(t, s.scan(t, store.Query{Partition: "many"}))

	_, err := s.Get(t.Context(), store.Key{Partition: "p"})
	assert.ErrorIs(t, err, store.ErrInvalid)
	for _, q := range []store.Query{
		{}, {Partition: "p", Limit: -1}, {Partition: "p", Limit: store.MaxScan + 1},
	} {
		_, err := s.Scan(t.Context(), q)
		assert.ErrorIs(t, err, store.ErrInvalid, "%+v", q)
	}
}

// testLostReply: a commit that is tried again is applied once, whatever happened to its
// items in between.
func testLostReply(t *testing.T, s *subject) {
	c := store.Commit{Token: rand.Text(), Writes: []store.Write{
		ifAbsent(put(key("a"), "x")),
		add(key("n"), 2, 3),
		expiring(put(key("e"), "x"), s.clock.Now().Add(time.Hour)),
		remove(key("gone")),
	}}
	require.NoError(t, s.Commit(t.Context(), c))
	version := s.get(t, key("a")).Version
	s.clock.Advance(4 * time.Minute)
	require.NoError(t, s.Commit(t.Context(), c))
	assert.Equal(t, version, s.get(t, key("a")).Version)
	assert.Equal(t, int64(2), s.get(t, key("n")).Counter)

	s.must(t, remove(key("a")), put(key("gone"), "came"), put(key("n"), "now a value"))
	s.clock.Advance(5*time.Minute + 59*time.Second)
	require.NoError(t, s.Commit(t.Context(), c))
	s.absent(t, key("a"))
	assert.Equal(t, "came", string(s.get(t, key("gone")).Value))
	assert.Equal(t, "now a value", string(s.get(t, key("n")).Value))
}

// testTokenRefused: only a commit that was applied uses its token up.
func testTokenRefused(t *testing.T, s *subject) {
	c := store.Commit{Token: rand.Text(), Writes: []store.Write{add(key("n"), 1, 1)}}
	s.must(t, add(key("n"), 1, 1))
	var condition *store.ConditionError
	require.ErrorAs(t, s.Commit(t.Context(), c), &condition)
	require.ErrorAs(t, s.Commit(t.Context(), c), &condition)
	s.must(t, add(key("n"), -1, 1))
	require.NoError(t, s.Commit(t.Context(), c))
	assert.Equal(t, int64(1), s.get(t, key("n")).Counter)
}

func testTokenOther(t *testing.T, s *subject) {
	token := rand.Text()
	commit := func(writes ...store.Write) error {
		return s.Commit(t.Context(), store.Commit{Token: token, Writes: writes})
	}
	require.NoError(t, commit(put(key("a"), "x"), add(key("n"), 1, 5)))
	for name, writes := range map[string][]store.Write{
		"another value":  {put(key("a"), "y"), add(key("n"), 1, 5)},
		"another key":    {put(key("b"), "x"), add(key("n"), 1, 5)},
		"another delta":  {put(key("a"), "x"), add(key("n"), 2, 5)},
		"another cap":    {put(key("a"), "x"), add(key("n"), 1, 6)},
		"a condition":    {ifVersion(put(key("a"), "x"), "1"), add(key("n"), 1, 5)},
		"one write less": {put(key("a"), "x")},
		"an expiry": {
			expiring(put(key("a"), "x"), s.clock.Now().Add(time.Hour)), add(key("n"), 1, 5),
		},
	} {
		assert.ErrorIs(t, commit(writes...), store.ErrInvalid, name)
	}
	assert.Equal(t, "x", string(s.get(t, key("a")).Value))
	assert.Equal(t, int64(1), s.get(t, key("n")).Counter)
	s.absent(t, key("b"))
	require.NoError(t, commit(put(key("a"), "x"), add(key("n"), 1, 5)))
}
