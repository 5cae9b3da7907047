// Package storetest proves drivers of [store.Store], and helps to test what is built on
// one.
//
// [Test] is the contract as tests: it knows nothing of any driver and passes on each. For
// the layers above there is a store in memory ([NewMemory]); wrappers that lose replies
// and report conflicts ([NewFlaky]) or count calls ([Counting]); and a scheduler that runs
// writers interleaved call by call ([Interleave]).
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// Open opens an empty store whose expiries go by now, and sees to it that it is closed
// when the test ends.
type Open func(t *testing.T, now func() time.Time) store.Store

// Clock is a clock that stands until it is moved. It is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock returns a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{t: t} }

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// Test proves that the stores that open returns keep the contract of [store.Store].
func Test(t *testing.T, open Open) {
	tests := []struct {
		name string
		run  func(t *testing.T, s *subject)
	}{
		{"value", testValue},
		{"empty value", testEmptyValue},
		{"delete", testDelete},
		{"replaced kind", testReplacedKind},
		{"caller keeps its bytes", testOwnBytes},
		{"versions", testVersions},
		{"conditions", testConditions},
		{"all or nothing", testAllOrNothing},
		{"all failures are listed", testFailuresListed},
		{"counter bounds", testCounterBounds},
		{"counter cap lowered", testCounterCapLowered},
		{"counter of a value", testCounterOfValue},
		{"counter near overflow", testCounterOverflow},
		{"counter with condition", testCounterCondition},
		{"expiry", testExpiry},
		{"expired counts as absent", testExpiredAbsent},
		{"expiry of a counter", testExpiryCounter},
		{"expiry in whole seconds", testExpirySeconds},
		{"scan order", testScanOrder},
		{"scan bounds", testScanBounds},
		{"scan pages", testScanPages},
		{"scan of large items", testScanLarge},
		{"scan over expired", testScanExpired},
		{"sizes", testSizes},
		{"invalid requests", testInvalid},
		{"lost reply", testLostReply},
		{"token of a refused commit", testTokenRefused},
		{"token with other writes", testTokenOther},
		{"cancelled", testCancelled},
		{"concurrent counter", testConcurrentCounter},
		{"concurrent versions", testConcurrentVersions},
		{"concurrent creation", testConcurrentCreation},
		{"model", testModel},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			// Far ahead, so that a service that removes expired items by its own
			// clock does not interfere.
			clock := NewClock(time.Date(2099, 11, 24, 8, 0, 0, 0, time.UTC))
			tt.run(t, &subject{Store: open(t, clock.Now), clock: clock})
		})
	}
}

// tester is what testing.T and rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// subject is the store under test.
type subject struct {
	store.Store
	clock *Clock
}

// apply commits writes under a new token. Tokens are random because on some services they
// are remembered for a whole account, from one run of the tests to the next.
func (s *subject) apply(t tester, writes ...store.Write) error {
	t.Helper()
	return s.Commit(t.Context(), store.Commit{Token: rand.Text(), Writes: writes})
}

func (s *subject) must(t tester, writes ...store.Write) {
	t.Helper()
	require.NoError(t, s.apply(t, writes...))
}

// refuses asserts that the writes are refused, those at the places in failed, and no other.
func (s *subject) refuses(t tester, failed []int, writes ...store.Write) {
	t.Helper()
	var condition *store.ConditionError
	require.ErrorAs(t, s.apply(t, writes...), &condition)
	require.Equal(t, failed, condition.Failed)
}

func (s *subject) get(t tester, k store.Key) store.Item {
	t.Helper()
	item, err := s.Get(t.Context(), k)
	require.NoError(t, err)
	return item
}

func (s *subject) absent(t tester, k store.Key) {
	t.Helper()
	_, err := s.Get(t.Context(), k)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func (s *subject) scan(t tester, q store.Query) []store.Item {
	t.Helper()
	var items []store.Item
	for item, err := range store.All(t.Context(), s, q) {
		require.NoError(t, err)
		items = append(items, item)
	}
	return items
}

// key returns a key in the partition that most tests use.
func key(sort string) store.Key { return store.Key{Partition: "p", Sort: sort} }

func put(k store.Key, value string) store.Write {
	return store.Write{Key: k, Op: store.OpPut, Value: []byte(value)}
}

func add(k store.Key, delta, limit int64) store.Write {
	return store.Write{Key: k, Op: store.OpAdd, Delta: delta, Cap: limit}
}

func remove(k store.Key) store.Write { return store.Write{Key: k, Op: store.OpDelete} }

func check(k store.Key) store.Write { return store.Write{Key: k, Op: store.OpCheck} }

func ifAbsent(w store.Write) store.Write {
	w.If.Absent = true
	return w
}

func ifVersion(w store.Write, version string) store.Write {
	w.If.Version = version
	return w
}

func expiring(w store.Write, at time.Time) store.Write {
	w.Expires = at
	return w
}

func sorts(items []store.Item) []string {
	keys := make([]string, 0, len(items))
	for _, item := range items {
		keys = append(keys, item.Sort)
	}
	return keys
}

func testValue(t *testing.T, s *subject) {
	s.absent(t, key("a"))
	s.must(t, put(key("a"), "one"))
	item := s.get(t, key("a"))
	assert.Equal(t, key("a"), item.Key)
	assert.Equal(t, "one", string(item.Value))
	assert.Zero(t, item.Counter)
	assert.True(t, item.Expires.IsZero())
	s.absent(t, store.Key{Partition: "q", Sort: "a"})
	s.absent(t, key("a\x00"))

	s.must(t, put(key("a"), "two"), put(key("b"), "three"))
	assert.Equal(t, "two", string(s.get(t, key("a")).Value))
	assert.Equal(t, "three", string(s.get(t, key("b")).Value))
}

func testEmptyValue(t *testing.T, s *subject) {
	s.must(t, store.Write{Key: key("nil")}, put(key("empty"), ""))
	for _, k := range []store.Key{key("nil"), key("empty")} {
		item := s.get(t, k)
		assert.NotNil(t, item.Value, "nil stands for a counter")
		assert.Empty(t, item.Value)
	}
}

func testDelete(t *testing.T, s *subject) {
	s.must(t, put(key("a"), "one"), add(key("n"), 1, 1))
	s.must(t, remove(key("a")), remove(key("n")), remove(key("never there")))
	s.absent(t, key("a"))
	s.absent(t, key("n"))
	assert.Empty(t, s.scan(t, store.Query{Partition: "p"}))
	s.must(t, ifAbsent(put(key("a"), "again")))
	assert.Equal(t, "again", string(s.get(t, key("a")).Value))
}

func testReplacedKind(t *testing.T, s *subject) {
	s.must(t, add(key("n"), 3, 5))
	s.must(t, put(key("n"), "three"))
	item := s.get(t, key("n"))
	assert.Equal(t, "three", string(item.Value))
	assert.Zero(t, item.Counter)
}

// testOwnBytes: neither side may see the other change a slice. A small and a large value,
// because a file may hold them differently.
func testOwnBytes(t *testing.T, s *subject) {
	for i, size := range []int{3, 100 << 10} {
		k := key(strconv.Itoa(i))
		want := bytes.Repeat([]byte("1"), size)
		value := bytes.Clone(want)
		s.must(t, store.Write{Key: k, Value: value})
		spoil(value)
		read := s.get(t, k)
		require.True(t, bytes.Equal(want, read.Value))
		spoil(read.Value)
		page, err := s.Scan(t.Context(), store.Query{Partition: "p", From: k.Sort})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.True(t, bytes.Equal(want, page.Items[0].Value))
		spoil(page.Items[0].Value)
		require.True(t, bytes.Equal(want, s.get(t, k).Value))
	}
}

func spoil(b []byte) {
	for i := range b {
		b[i] = 'x'
	}
}

// testVersions: every write gives a version that the item never had, also one that puts
// the same bytes and one that follows a removal.
func testVersions(t *testing.T, s *subject) {
	seen := map[string]bool{"": true}
	for range 5 {
		s.must(t, put(key("a"), "same"))
		version := s.get(t, key("a")).Version
		assert.False(t, seen[version], "version %q came back", version)
		seen[version] = true
		scanned := s.scan(t, store.Query{Partition: "p"})
		require.Len(t, scanned, 1)
		assert.Equal(t, version, scanned[0].Version)
		s.must(t, put(key("other"), "x"))
		assert.Equal(t, version, s.get(t, key("a")).Version, "another item was written")
		s.must(t, remove(key("a")), remove(key("other")))
	}
	s.must(t, add(key("n"), 1, 9))
	before := s.get(t, key("n")).Version
	s.must(t, add(key("n"), 1, 9))
	assert.NotEqual(t, before, s.get(t, key("n")).Version)
}
