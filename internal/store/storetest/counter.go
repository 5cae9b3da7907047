package storetest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/store"
)

func testCounterBounds(t *testing.T, s *subject) {
	n := key("n")
	s.refuses(t, []int{0}, add(n, -1, 9)) // an absent counter is 0
	s.refuses(t, []int{0}, add(n, 4, 3))
	s.absent(t, n)
	s.must(t, add(n, 2, 3))
	item := s.get(t, n)
	assert.Equal(t, int64(2), item.Counter)
	assert.Nil(t, item.Value)
	s.refuses(t, []int{0}, add(n, 2, 3))
	s.must(t, add(n, 1, 3)) // up to the cap, not below it
	s.refuses(t, []int{0}, add(n, 1, 3))
	s.must(t, add(n, -3, 3)) // down to 0
	s.refuses(t, []int{0}, add(n, -1, 3))
	assert.Equal(t, int64(0), s.get(t, n).Counter, "a counter at 0 is there")
	s.refuses(t, []int{0}, ifAbsent(check(n)))
	s.refuses(t, []int{0}, add(n, 1, 0))
	scanned := s.scan(t, store.Query{Partition: "p"})
	assert.Equal(t, []store.Item{s.get(t, n)}, scanned)
}

// testCounterCapLowered: a place can be given back although the cap is now lower.
func testCounterCapLowered(t *testing.T, s *subject) {
	n := key("n")
	s.must(t, add(n, 10, 10))
	s.refuses(t, []int{0}, add(n, 1, 4))
	s.must(t, add(n, -1, 4))
	s.must(t, add(n, -4, 0))
	assert.Equal(t, int64(5), s.get(t, n).Counter)
	s.refuses(t, []int{0}, add(n, 1, 5))
	s.must(t, add(n, 1, 6))
	assert.Equal(t, int64(6), s.get(t, n).Counter)
}

func testCounterOfValue(t *testing.T, s *subject) {
	s.must(t, put(key("v"), "5"), put(key("e"), ""))
	s.refuses(t, []int{0, 1}, add(key("v"), 1, 9), add(key("e"), 1, 9))
	s.refuses(t, []int{0}, add(key("v"), -1, 9))
	assert.Equal(t, "5", string(s.get(t, key("v")).Value))
}

func testCounterOverflow(t *testing.T, s *subject) {
	n := key("n")
	s.refuses(t, []int{0}, add(n, math.MinInt64, math.MaxInt64))
	s.must(t, add(n, math.MaxInt64, math.MaxInt64))
	s.refuses(t, []int{0}, add(n, 1, math.MaxInt64))
	s.refuses(t, []int{0}, add(n, math.MaxInt64, math.MaxInt64))
	s.refuses(t, []int{0}, add(n, math.MinInt64, math.MaxInt64))
	s.must(t, add(n, -math.MaxInt64, 0))
	assert.Equal(t, int64(0), s.get(t, n).Counter)
}

func testCounterCondition(t *testing.T, s *subject) {
	n := key("n")
	s.must(t, ifAbsent(add(n, 1, 5)))
	s.refuses(t, []int{0}, ifAbsent(add(n, 1, 5)))
	version := s.get(t, n).Version
	s.must(t, ifVersion(add(n, 1, 5), version))
	s.refuses(t, []int{0}, ifVersion(add(n, 1, 5), version))
	version = s.get(t, n).Version
	s.refuses(t, []int{0}, ifVersion(add(n, 4, 5), version))
	assert.Equal(t, int64(2), s.get(t, n).Counter)
	s.must(t, ifVersion(remove(n), version))
	s.absent(t, n)
}
