package store_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// parts is a tuple of one shape, as far as n goes.
type parts struct {
	n     int
	text  string
	count uint64
	sign  int64
	tail  string
}

func anyParts(t *rapid.T) parts {
	text := rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom([]rune{0, 1, 'a', 'b', 0xff}), 0, 4, -1),
		rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0xff}), 0, 4),
			func(b []byte) string { return string(b) }),
	)
	return parts{
		n:     rapid.IntRange(0, 4).Draw(t, "parts"),
		text:  text.Draw(t, "text"),
		count: rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 3)).Draw(t, "count"),
		sign:  rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 2)).Draw(t, "sign"),
		tail:  text.Draw(t, "tail"),
	}
}

func (p parts) tuple() store.Tuple {
	whole := []func(store.Tuple) store.Tuple{
		func(t store.Tuple) store.Tuple { return t.Text(p.text) },
		func(t store.Tuple) store.Tuple { return t.Uint(p.count) },
		func(t store.Tuple) store.Tuple { return t.Int(p.sign) },
		func(t store.Tuple) store.Tuple { return t.Text(p.tail) },
	}
	t := store.Tuple("")
	for _, add := range whole[:p.n] {
		t = add(t)
	}
	return t
}

// compareParts is the order of the parts, the first that differs deciding.
func compareParts(a, b parts) int {
	all := []int{
		cmp.Compare(a.text, b.text),
		cmp.Compare(a.count, b.count),
		cmp.Compare(a.sign, b.sign),
		cmp.Compare(a.tail, b.tail),
	}
	return cmp.Or(append(all[:min(a.n, b.n)], cmp.Compare(a.n, b.n))...)
}

// TestTuple_Order: the bytes of tuples are in the order of their parts, so tuples that
// differ have different bytes, too.
func TestTuple_Order(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyParts(t), anyParts(t)
		if rapid.Bool().Draw(t, "same text") {
			b.text = a.text
		}
		if rapid.Bool().Draw(t, "same count") {
			b.count = a.count
		}
		want := compareParts(a, b)
		assert.Equal(t, want, cmp.Compare(a.tuple(), b.tuple()), "%+v %+v", a, b)
	})
}

// TestTuple_Prefix: a query for the prefix of a tuple finds those that continue it alone.
func TestTuple_Prefix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyParts(t), anyParts(t)
		a.n, b.n = max(1, a.n), 1
		begins := strings.HasPrefix(string(a.tuple()), string(b.tuple()))
		assert.Equal(t, a.text == b.text, begins)
	})
}

func TestTuple_Edges(t *testing.T) {
	t.Parallel()
	ints := []int64{math.MinInt64, math.MinInt64 + 1, -256, -1, 0, 1, 255, 256, math.MaxInt64}
	var keys []store.Tuple
	for _, n := range ints {
		keys = append(keys, store.Tuple("").Int(n))
	}
	assert.True(t, slices.IsSorted(keys), fmt.Sprintf("%q", keys))
	assert.Equal(t, store.Tuple("L01\x00\x01"), store.Tuple("").Text("L01"))
	assert.Equal(t, store.Tuple("a\x00\xffb\x00\x01"), store.Tuple("").Text("a\x00b"))
	assert.Equal(t, store.Tuple("\x00\x00\x00\x00\x00\x00\x01\x02"), store.Tuple("").Uint(258))

	// A tuple may be continued twice.
	day := store.Tuple("").Text("L01").Int(20261124)
	first, second := day.Uint(1), day.Uint(2)
	assert.Less(t, first, second)
}
