package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// oddSorts are sort keys in order, chosen to break drivers that take them for text, end
// them at a zero byte, or fold case.
func oddSorts() []string {
	return []string{
		"\x00", "\x00\x00", "\x01", " ", "/", "0", "A", "a", "a\x00", "a\x00\x00", "a\x00b",
		"a\x01", "a/", "a/b", "aa", "b", "é", "田", "田\x00", "\xff", "\xff\x00", "\xff\xff",
	}
}

func (s *subject) fill(t tester, partition string, keys []string) {
	t.Helper()
	for part := range slices.Chunk(keys, store.MaxCommit) {
		writes := make([]store.Write, 0, len(part))
		for _, sort := range part {
			writes = append(writes, put(store.Key{Partition: partition, Sort: sort}, sort))
		}
		s.must(t, writes...)
	}
}

func testScanOrder(t *testing.T, s *subject) {
	keys := oddSorts()
	require.True(t, slices.IsSorted(keys))
	shuffled := slices.Concat(keys[11:], keys[:11])
	// Partitions whose names touch: none may leak into another.
	for _, partition := range []string{"p", "p ", "p!", "p~", "o~", "q"} {
		s.fill(t, partition, shuffled)
	}
	for _, item := range s.scan(t, store.Query{Partition: "p"}) {
		assert.Equal(t, "p", item.Partition)
		assert.Equal(t, item.Sort, string(item.Value))
		assert.Equal(t, item, s.get(t, item.Key))
	}
	assert.Equal(t, keys, sorts(s.scan(t, store.Query{Partition: "p"})))
	backwards := slices.Clone(keys)
	slices.Reverse(backwards)
	assert.Equal(t, backwards, sorts(s.scan(t, store.Query{Partition: "p", Reverse: true})))
	assert.Empty(t, s.scan(t, store.Query{Partition: "none"}))
	assert.Empty(t, s.scan(t, store.Query{Partition: "none", Reverse: true}))
}

func testScanBounds(t *testing.T, s *subject) {
	keys := oddSorts()
	s.fill(t, "p", keys)
	s.fill(t, "q", keys)
	bounds := []string{"", "\x00", "a", "a\x00", "a\x00a", "zz", "\xff", "\xff\xff\xff"}
	for _, from := range bounds {
		for _, to := range bounds {
			for _, reverse := range []bool{false, true} {
				q := store.Query{Partition: "p", From: from, To: to, Reverse: reverse}
				assert.Equal(t, within(keys, q), sorts(s.scan(t, q)), "%+v", q)
			}
		}
	}
	assert.Equal(t, []string{"a", "a\x00", "a\x00\x00", "a\x00b", "a\x01", "a/", "a/b", "aa"},
		sorts(s.scan(t, store.Prefix("p", "a"))))
	assert.Equal(t, []string{"\xff", "\xff\x00", "\xff\xff"},
		sorts(s.scan(t, store.Prefix("p", "\xff"))))
}

// within returns the sorted keys that a query asks for, in its order.
func within(keys []string, q store.Query) []string {
	in := []string{}
	for _, k := range keys {
		if k >= q.From && (q.To == "" || k < q.To) {
			in = append(in, k)
		}
	}
	if q.Reverse {
		slices.Reverse(in)
	}
	return in
}

func testScanPages(t *testing.T, s *subject) {
	keys := oddSorts()
	s.fill(t, "p", keys)
	for _, limit := range []int{1, 2, 3, len(keys) - 1, len(keys), len(keys) + 1} {
		for _, reverse := range []bool{false, true} {
			q := store.Query{Partition: "p", From: "\x00\x00", Reverse: reverse, Limit: limit}
			assert.Equal(t, within(keys, q), sorts(s.pages(t, q)), "%+v", q)
		}
	}
	many := make([]string, store.MaxScan+5)
	for i := range many {
		many[i] = fmt.Sprintf("%06d", i)
	}
	s.fill(t, "many", many)
	assert.Equal(t, many, sorts(s.pages(t, store.Query{Partition: "many"})))
	assert.Equal(t, many, sorts(s.pages(t, store.Query{Partition: "many", Limit: store.MaxScan})))
}

// pages is scan with an eye on each page: it holds to the limit, and gets somewhere.
func (s *subject) pages(t tester, q store.Query) []store.Item {
	t.Helper()
	limit := q.Limit
	if limit == 0 {
		limit = store.MaxScan
	}
	var items []store.Item
	last := ""
	for {
		page, err := s.Scan(t.Context(), q)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page.Items), limit)
		items = append(items, page.Items...)
		if !page.More {
			return items
		}
		require.NotEmpty(t, page.Last)
		if last != "" {
			require.Equal(t, q.Reverse, page.Last < last, "the scan must get somewhere")
		}
		if n := len(page.Items); n > 0 && !q.Reverse {
			require.GreaterOrEqual(t, page.Last, page.Items[n-1].Sort)
		}
		last = page.Last
		q = q.After(page)
	}
}

func testScanLarge(t *testing.T, s *subject) {
	value := strings.Repeat("x", 300<<10)
	var keys []string
	for i := range 20 {
		keys = append(keys, fmt.Sprintf("%02d", i))
		s.must(t, put(key(keys[i]), value))
	}
	for _, reverse := range []bool{false, true} {
		q := store.Query{Partition: "p", Reverse: reverse}
		items := s.pages(t, q)
		assert.Equal(t, within(keys, q), sorts(items))
		for _, item := range items {
			assert.True(t, bytes.Equal([]byte(value), item.Value))
		}
	}
}

// testScanExpired: expired items between others neither show nor end the scan.
func testScanExpired(t *testing.T, s *subject) {
	soon := s.clock.Now().Add(time.Second)
	var kept []string
	var writes []store.Write
	for i := range 60 {
		sort := fmt.Sprintf("%02d", i)
		if i%20 == 19 {
			kept = append(kept, sort)
			writes = append(writes, put(key(sort), "x"))
			continue
		}
		writes = append(writes, expiring(put(key(sort), "x"), soon))
	}
	s.must(t, writes...)
	s.clock.Advance(time.Second)
	for _, limit := range []int{1, 2, 3, 50} {
		for _, reverse := range []bool{false, true} {
			q := store.Query{Partition: "p", Limit: limit, Reverse: reverse}
			assert.Equal(t, within(kept, q), sorts(s.pages(t, q)), "%+v", q)
		}
	}
	assert.Empty(t, s.scan(t, store.Query{Partition: "p", From: "20", To: "39"}))
}
