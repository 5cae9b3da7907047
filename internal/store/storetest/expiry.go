package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/store"
)

func testExpiry(t *testing.T, s *subject) {
	at := s.clock.Now().Add(time.Minute)
	s.must(t, expiring(put(key("a"), "x"), at), put(key("b"), "stays"))
	s.clock.Advance(time.Minute - time.Second)
	assert.True(t, at.Equal(s.get(t, key("a")).Expires))
	assert.Equal(t, []string{"a", "b"}, sorts(s.scan(t, store.Query{Partition: "p"})))
	s.clock.Advance(time.Second)
	s.absent(t, key("a"))
	assert.Equal(t, []string{"b"}, sorts(s.scan(t, store.Query{Partition: "p"})))

	// A later put sets the expiry anew, or takes it away.
	s.must(t, expiring(put(key("c"), "x"), s.clock.Now().Add(time.Second)))
	s.must(t, expiring(put(key("c"), "x"), s.clock.Now().Add(time.Hour)))
	s.clock.Advance(time.Minute)
	s.must(t, put(key("c"), "x"))
	s.clock.Advance(24 * time.Hour)
	assert.True(t, s.get(t, key("c")).Expires.IsZero())
	s.must(t, expiring(put(key("c"), "x"), s.clock.Now().Add(-time.Hour)))
	s.absent(t, key("c"))
}

func testExpiredAbsent(t *testing.T, s *subject) {
	soon := s.clock.Now().Add(time.Second)
	for _, k := range []string{"a", "b", "c", "d"} {
		s.must(t, expiring(put(key(k), "old"), soon))
	}
	version := s.get(t, key("b")).Version
	s.clock.Advance(time.Second)
	s.must(t, ifAbsent(put(key("a"), "new")))
	s.refuses(t, []int{0, 1},
		ifVersion(put(key("b"), "new"), version), ifVersion(check(key("c")), version))
	s.must(t, ifAbsent(check(key("c"))), add(key("d"), 1, 1), remove(key("b")))
	assert.Equal(t, "new", string(s.get(t, key("a")).Value))
	assert.NotEqual(t, version, s.get(t, key("a")).Version)
	assert.Equal(t, int64(1), s.get(t, key("d")).Counter, "no longer a value")
}

func testExpiryCounter(t *testing.T, s *subject) {
	n := key("n")
	s.must(t, expiring(add(n, 3, 3), s.clock.Now().Add(time.Minute)))
	assert.True(t, s.clock.Now().Add(time.Minute).Equal(s.get(t, n).Expires))
	s.refuses(t, []int{0}, add(n, 1, 3))
	s.clock.Advance(time.Minute)
	s.absent(t, n)
	s.refuses(t, []int{0}, add(n, -1, 3))
	s.must(t, expiring(add(n, 2, 3), s.clock.Now().Add(time.Minute)))
	assert.Equal(t, int64(2), s.get(t, n).Counter, "an expired counter counts as 0")
	s.must(t, add(n, 1, 3)) // from now on it stays
	s.clock.Advance(time.Hour)
	assert.Equal(t, int64(3), s.get(t, n).Counter)
}

// testExpirySeconds: an expiry holds from its whole second on.
func testExpirySeconds(t *testing.T, s *subject) {
	second := s.clock.Now().Add(10 * time.Second)
	s.must(t, expiring(put(key("a"), "x"), second.Add(900*time.Millisecond)))
	assert.True(t, second.Equal(s.get(t, key("a")).Expires))
	s.clock.Advance(10*time.Second - time.Millisecond)
	assert.Equal(t, "x", string(s.get(t, key("a")).Value))
	s.clock.Advance(time.Millisecond)
	s.absent(t, key("a"))
}
